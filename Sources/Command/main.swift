print("deeplinear")
