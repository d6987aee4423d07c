import Foundation
import Testing

@Suite("deeplinear data")
struct DataCommandTests {
  private let call: Invocation

  init() throws {
    call = try Invocation()
    let rows = (0..<40).map { i in
      let (a, b) = (Double(i * 7 % 11), Double(i * i % 13))
      return "\(a),\(i),\(b + 2 * a),5,\(3 * a - b + Double(i % 3))"
    }
    try call.write("table.csv", (["a,row,b,flat,y"] + rows).joined(separator: "\n") + "\n")
  }

  private static let whitened = [
    "--label", "y", "--ignore", "row", "--ignore", "flat", "--whiten", "--normalize-labels",
  ]

  @Test("It says what a table is, the problem that it becomes, and the lines of a spec, which run")
  func table() throws {
    let answer = try call(["data", "table.csv"] + Self.whitened)
    #expect(answer.status == 0 && answer.errors.isEmpty, "\(answer.errors)")
    for words in [
      "table.csv: 40 rows, 2 features, 1 label", "label y: ", "centred features: rank 2, condition number ",
      "Φ = Λ_yx of whitened instances: 1×2, ‖Φ‖_F = 1, singular values 1\n", "the least loss of any W\n",
      "network: {widths: [2, 2, 1]}",
    ] { #expect(answer.output.contains(words), "\(words): \(answer.output)") }
    let lines = answer.output.split(separator: "\n")
    let start = try #require(lines.firstIndex(of: "in a spec:"))
    let spec = lines[(start + 1)...].map { $0.dropFirst(2) }.joined(separator: "\n")
    try call.write(
      "spec.yaml",
      spec + """

        name: small
        initialization: {gaussian: {deviation: 0.5}}
        dynamics: {gradient-descent: {step-size: 0.1}}
        stop: {loss-below: 1e-8, max-steps: 5000}
        """)
    #expect(try call("run", "spec.yaml").output.contains("1 converged"))
    #expect(try call("verify", "small").status == 0)
  }

  @Test("--json is one object, with constant features and the files' checksums")
  func json() throws {
    let answer = try call("data", "table.csv", "--label", "y", "--json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
    #expect(object["rows"] as? Int == 40 && object["features"] as? Int == 4 && object["rank"] as? Int == 3)
    #expect(object["constant_features"] as? [String] == ["flat"] && object["whitened"] as? Bool == false)
    #expect((object["singular_values"] as? [Double])?.count == 4)
    let target = try #require(object["target"] as? [String: Any])
    #expect(target["rows"] as? Int == 1 && target["columns"] as? Int == 4)
    #expect((object["files"] as? [[String: String]])?.first?["sha256"]?.count == 64)
    for key in ["label_scale", "optimal_loss", "condition_number"] {
      #expect(object[key] is Double, "\(key)")
    }
  }

  private static let refused: [([String], String)] = [
    (["table.csv"], "table.csv is a table; expected --label NAME with the column to be predicted."),
    (["table.csv", "--label", "z"], "there is no column 'z'; did you mean"),
    (["table.csv", "--label", "y", "--whiten"], "the feature flat is the same in every row"),
    (
      ["table.csv", "--label", "y", "--class", "1"],
      "--class is the gas of sensor files, and the data are a table; leave it out."
    ),
    (
      ["table.csv", "table.csv", "--label", "y"],
      "2 files are given, and only sensor files are joined; expected one"
    ),
    (
      ["no.csv", "--label", "y"],
      "no.csv does not exist; check the path, or name the folder that has it: --data DIR or DEEPLINEAR_DATA."
    ),
    (["ethanol.csv", "--label", "ppm"], "DOI 10.24432/C5MK6M"),
    (
      ["table.csv", "--label", "y", "--data", "nowhere"],
      "--data names nowhere, which does not exist; expected the folder of the data sets."
    ),
    (["table.csv", "--label", "y", "--pseudo-inverse"], "--pseudo-inverse drops directions when whitening"),
    (
      ["table.csv", "--label", "y", "--out", "f"],
      "--out is where --figure goes; add --figure, or leave it out"
    ),
    (["lines.dat"], "expected --class N with the gas: 1 Ethanol"),
    (
      ["points.svm", "--label", "y"],
      "y is to be a column of a table, and the data are libsvm's format; leave --label and --ignore out."
    ),
    (["images"], "has IDX images alone; expected images and labels"),
    (["table.csv", "--labels", "table.csv"], "expected one format, or IDX images and their --labels."),
  ]

  @Test("What cannot be is one sentence, status 2 and nothing on standard output", arguments: refused)
  func refusals(_ arguments: [String], _ sentence: String) throws {
    try call.write("lines.dat", "1;10.0 1:2.5 2:3\n")
    try call.write("points.svm", "1 1:2.5 3:4\n-1 2:1\n")
    try Data([0, 0, 8, 3, 0, 0, 0, 1]).write(to: call.folder.appending(path: "images"))
    let answer = try call(["data"] + arguments, environment: ["DEEPLINEAR_DATA": ""])
    #expect(answer.status == 2 && answer.output.isEmpty, "\(answer)")
    #expect(answer.errors.contains(sentence), "\(answer.errors)")
    #expect(answer.errors.unicodeScalars.count <= 601)
  }

  @Test("libsvm's format is known by content, and the folder of data sets by --data and by the environment")
  func formats() throws {
    try call.write(
      "points.svm", (0..<20).map { "\($0 % 3) 1:\($0 % 7) 2:\($0 * $0 % 5)" }.joined(separator: "\n"))
    #expect(
      try call("data", "points.svm", "--whiten").output.contains("points.svm: 20 rows, 2 features, 1 label"))
    try FileManager.default.createDirectory(
      at: call.folder.appending(path: "sets"), withIntermediateDirectories: true)
    try FileManager.default.moveItem(
      at: call.folder.appending(path: "points.svm"), to: call.folder.appending(path: "sets/points.svm"))
    #expect(try call("data", "points.svm", "--data", "sets").status == 0)
    #expect(try call(["data", "points.svm"], environment: ["DEEPLINEAR_DATA": "sets"]).status == 0)
    #expect(try call(["data", "points.svm"], environment: ["DEEPLINEAR_DATA": ""]).status == 2)
  }

  @Test("--figure names the files that it draws: pictures, description and caption")
  func figure() throws {
    let answer = try call(["data", "table.csv"] + Self.whitened + ["--figure", "--out", "pictures/"])
    #expect(answer.status == 0, "\(answer.errors)")
    for ending in ["pdf", "svg", "png", "json"] {
      #expect(answer.output.contains("pictures/table-data.\(ending)"), "\(answer.output)")
    }
  }
}
