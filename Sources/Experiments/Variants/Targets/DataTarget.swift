import SpecLanguage

extension TargetRegistry {
  /// Φ from a data set: known and documented, but not to be used yet.
  static let dataTarget = SpecKey(
    "data",
    .keys(
      SpecKey("csv", .text(.file), .optional, example: "ethanol.csv", "A table, one row an instance."),
      SpecKey("label", .text(.words), .optional, example: "ppm", "The column of the table to be predicted."),
      SpecKey(
        "ignore", .list(of: .text(.words), count: 0...100_000), .defaulted([]), example: "[batch]",
        "Columns of the table to leave out."),
      SpecKey(
        "images", .text(.file), .optional, example: "train-images-idx3-ubyte.gz", "Images in IDX format."),
      SpecKey(
        "labels", .text(.file), .optional, example: "train-labels-idx1-ubyte.gz",
        "Their labels, made one-hot."),
      SpecKey(
        "sensor", .list(of: .text(.file), count: 1...1000), .optional, example: "[batch1.dat, batch2.dat]",
        "Files of the UCI gas sensor data set."),
      SpecKey("class", .integer(1...1000), .optional, example: "1", "The gas of the sensor files to keep."),
      flag("whiten", "Rotates and scales the instances to mean zero and covariance I."),
      flag("normalize-labels", "Scales the labels to ‖Λ_yx‖_F = 1."),
      flag("pseudo-inverse", "Drops constant directions when whitening, instead of refusing them."),
      flag("centre-labels", "Subtracts the mean of the labels.")),
    .required, example: "{csv: ethanol.csv, label: ppm, whiten: true}", synonyms: ["dataset"],
    "Φ is made from a data set."
  ).unavailable("reduce the data to a matrix yourself and name it under target.file")

  private static func flag(_ name: String, _ documentation: String) -> SpecKey {
    SpecKey(name, .boolean, .defaulted(false), documentation)
  }
}
