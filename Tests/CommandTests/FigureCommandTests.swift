import Foundation
import Testing

@Suite("deeplinear figure")
struct FigureCommandTests {
  @Test("The description and the caption are written to the given paths, which are printed")
  func description() throws {
    let call = try Invocation()
    try call.write("spec.yaml", Invocation.spec)
    #expect(try call("run", "spec.yaml").status == 0)
    let plain = try call("figure", "small", "--of", "loss", "--format", "json")
    #expect(plain.status == 0 && plain.errors.isEmpty, "\(plain.errors)")
    #expect(plain.output == "small/figures/loss.json\nsmall/figures/loss.caption.txt\n")
    let named = try call("figure", "small", "--format", "json", "--out", "pictures/my overview.pdf")
    #expect(
      named.output == "pictures/my overview.json\npictures/my overview.caption.txt\n", "\(named.errors)")
    let wide = try call(
      "figure", "small", "--of", "loss", "--width", "page", "--title", "Ten", "--format", "json")
    #expect(wide.status == 0)
    let text = try String(contentsOf: call.folder.appending(path: "small/figures/loss.json"), encoding: .utf8)
    #expect(text.contains("\"width\":\"page\"") && text.contains("\"title\":\"Ten\""))
    #expect(call.contents == ["pictures", "small", "spec.yaml"])
  }

  @Test("The time of the escape is drawn over a sweep, and the saddle time is called T_1 + T_2")
  func stages() throws {
    let call = try Invocation()
    try call.write(
      "spec.yaml",
      Invocation.spec.replacing("max-steps: 300", with: "max-steps: 3000")
        .replacing("{step-size: 0.1}}", with: "{step-size: 0.05}, regularization: 1}")
        + "\nsweep: {network.depth: [2, 4]}\n")
    let run = try call("run", "spec.yaml")
    #expect(run.status == 0, "\(run.errors)")
    for (quantity, words) in [
      ("escape-time", "Time of the escape"),
      ("saddle-time", "End of saddle avoidance, T_1 + T_2 of Luo et al. (2025)"),
    ] {
      let answer = try call("figure", "small", "--of", quantity, "--against", "depth", "--format", "json")
      #expect(answer.status == 0, "\(answer.errors)")
      let caption = try #require(answer.output.split(separator: "\n").last)
      let text = try String(contentsOf: call.folder.appending(path: String(caption)), encoding: .utf8)
      #expect(text.contains(words), "\(text)")
    }
  }

  @Test("Lists and ranges of numbers are the numbers one by one")
  func numbers() throws {
    let call = try Invocation()
    try call.write("spec.yaml", Invocation.spec)
    #expect(try call("run", "spec.yaml").status == 0)
    func draw(_ arguments: String...) throws -> String {
      let answer = try call(["figure", "small", "--of", "singular-values", "--format", "json"] + arguments)
      #expect(answer.status == 0, "\(answer.errors)")
      let file = try #require(answer.output.split(separator: "\n").first)
      return try String(contentsOf: call.folder.appending(path: String(file)), encoding: .utf8)
    }
    #expect(try draw("--k", "1-2", "--run", "0") == draw("--k", "1", "--k", "2", "--run", "0"))
    #expect(try draw("--k", "2,1", "--run", "0-1") == draw("--k", "1,2", "--run", "0", "--run", "1"))
    for wrong in ["2-1", "1,", "1-", "1..2", ""] {
      #expect(try call("figure", "small", "--of", "singular-values", "--k", wrong).status == 2)
    }
  }

  @Test("No option is blamed that was not given: runs with a snapshot at step 0 alone have a linear axis")
  func single() throws {
    let call = try Invocation()
    try call.write("spec.yaml", Invocation.spec.replacing("max-steps: 300", with: "max-steps: 0"))
    #expect(try call("run", "spec.yaml").status == 0)
    for arguments in [[], ["--of", "loss"], ["--of", "singular-values", "--against", "step"]] {
      let answer = try call(["figure", "small", "--format", "json"] + arguments)
      #expect(answer.status == 0 && answer.errors.isEmpty, "\(arguments): \(answer.errors)")
    }
    let refused = try call("figure", "small", "--of", "loss", "--log-x", "--format", "json")
    #expect(refused.status == 2 && refused.errors.contains("--log-x cannot be"), "\(refused.errors)")
    let half = try call(
      "figure", "small", "--of", "layer-singular-values", "--against", "seed", "--k", "1", "--format", "json")
    #expect(
      half.errors == "deeplinear: layer-singular-values has 2 values a snapshot; choose one with --layer.\n")
  }

  @Test("Bad requests end with status 2, one sentence and no file")
  func refusals() throws {
    let call = try Invocation()
    try call.write("spec.yaml", Invocation.spec)
    #expect(try call("run", "spec.yaml").status == 0)
    for arguments in [
      ["--of", "los"], ["--run", "7"], ["--of", "loss", "--format", "gif"],
      ["--of", "loss", "--title", "$x"], ["--k", "x"], ["--k", "3-1"],
    ] {
      let answer = try call(
        "figure", "small", arguments[0], arguments[1], arguments.count > 2 ? arguments[2] : "--of",
        arguments.count > 3 ? arguments[3] : "loss")
      #expect(answer.status == 2 && answer.output.isEmpty, "\(arguments): \(answer.errors)")
      #expect(!answer.errors.isEmpty && answer.errors.count <= 700)
    }
    for directory in ["nowhere", "spec.yaml", "."] {
      #expect(try call("figure", directory).status == 2)
    }
    #expect(!FileManager.default.fileExists(atPath: call.folder.appending(path: "small/figures").path))
  }

  @Test(
    "A place that cannot be written is bad input: our sentence with its path and the reason, and status 2")
  func places() throws {
    let call = try Invocation()
    try call.write("spec.yaml", Invocation.spec)
    try call.write("file", "")
    #expect(try call("run", "spec.yaml").status == 0)
    let before = call.contents
    for (place, said) in [
      ("/proc/x/y", "/proc/x cannot be written: No such file or directory"),
      ("/proc/x", "/proc/x.json cannot be written: No such file or directory"),
      ("file/y", "file cannot be written: Not a directory"),
      ("file/a/y", "file/a cannot be written: Not a directory"),
    ] {
      let answer = try call("figure", "small", "--of", "loss", "--format", "json", "--out", place)
      #expect(answer.status == 2 && answer.output.isEmpty, "\(place): \(answer.status)")
      #expect(answer.errors == "deeplinear: \(said); choose another place with --out.\n")
    }
    #expect(call.contents == before)
  }

  @Test(
    "A formula that matplotlib cannot read is bad input, named without its grammar, and nothing is written")
  func formula() throws {
    let call = try Invocation()
    try call.write("spec.yaml", Invocation.spec)
    #expect(try call("run", "spec.yaml").status == 0)
    let doctor = try call("doctor")
    // Without matplotlib nothing can refuse the formula.
    guard doctor.output.contains("matplotlib ") else { return }
    let answer = try call("figure", "small", "--of", "loss", "--title", "a $x^$ b", "--format", "png")
    #expect(answer.status == 2 && answer.output.isEmpty)
    #expect(
      answer.errors.hasPrefix(
        "deeplinear: figure “loss”: matplotlib cannot read the formula in “x^” at")
        && answer.errors.count < 260, "\(answer.errors)")
    #expect(
      !call.contents.contains("figures")
        && !FileManager.default.fileExists(
          atPath: call.folder.appending(path: "small/figures").path)
    )
  }

  @Test("Without matplotlib the description is there, and the message says how to get it")
  func withoutPython() throws {
    let call = try Invocation()
    try call.write("spec.yaml", Invocation.spec)
    #expect(try call("run", "spec.yaml").status == 0)
    let answer = try call(
      "figure", "small", "--of", "loss", environment: ["DEEPLINEAR_PYTHON": "/nowhere/python"])
    #expect(answer.status == 1 && answer.output.isEmpty)
    #expect(answer.errors.contains("scripts/setup"))
  }
}
