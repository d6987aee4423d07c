import Foundation
import Testing

/// What `check --json` prints.
struct CheckAnswer: Decodable {
  struct Item: Decodable {
    let name: String
    let value: Double?
    let bound: Double?
    let relation: String
    let holds: Bool?
    let slack: Double?
    let radius: Double?
    let assurance: String
    let note: String?
    let count: Int?
    let of: Int?
    let interval: [Double]?
    let delta: Double?
  }
  struct Certificate: Decodable {
    let statement: String
    let point: Int
    let run: Int?
    let seed: UInt64?
    let verdict: String
    let reasons: [String]
    let hypotheses: [Item]
    let promises: [Item]
  }
  let certificates: [Certificate]

  init(_ ending: Program.Ending, _ place: SourceLocation = #_sourceLocation) throws {
    self = try JSONDecoder().decode(CheckAnswer.self, from: Data(ending.output.utf8))
  }

  /// The certificate of a statement about a run, or about all runs.
  func callAsFunction(_ statement: String, run: Int? = 0, _ place: SourceLocation = #_sourceLocation) throws
    -> Certificate
  {
    try #require(
      certificates.first { $0.statement == "arora2019-\(statement)" && $0.run == run }, "\(statement)",
      sourceLocation: place)
  }
}

extension CheckAnswer.Certificate {
  func item(_ name: String) throws -> CheckAnswer.Item {
    try #require((hypotheses + promises).first { $0.name == name }, "\(name)")
  }
}

/// From 0.95·I towards I: 183 steps to ε where Theorem 1 promises 766.
let marginSpec = """
  name: margin
  network: {depth: 2, width: 2}
  target: {identity: {}}
  initialization: {identity: {scale: 0.95}}
  dynamics: {gradient-descent: {step-size: 0.000001}}
  stop: {loss-below: 0.0095, max-steps: 3000}
  """

@Suite struct CheckCommandTests {
  private static let verdicts = ["confirmed", "not-applicable", "promised", "contradicted", "inconclusive"]
  private static let assurances = ["proved", "enclosed", "replayed", "measured", "not-tested"]

  /// What holds of every certificate.
  private func expectContract(_ ending: Program.Ending, _ place: SourceLocation = #_sourceLocation) throws {
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any],
      sourceLocation: place)
    #expect(Set(object.keys) == ["certificates"], sourceLocation: place)
    for certificate in try #require(object["certificates"] as? [[String: Any]]) {
      let keys = [
        "statement", "point", "run", "seed", "verdict", "reasons", "hypotheses", "promises",
      ]
      #expect(Set(certificate.keys) == Set(keys), sourceLocation: place)
      for list in ["hypotheses", "promises"] {
        for item in try #require(certificate[list] as? [[String: Any]]) {
          // Present in every item, null where there is none.
          for key in [
            "name", "value", "bound", "relation", "holds", "slack", "radius", "assurance", "judged",
          ] {
            #expect(item[key] != nil, "\(key) of \(item)", sourceLocation: place)
          }
        }
      }
    }
    let answer = try CheckAnswer(ending)
    #expect(!answer.certificates.isEmpty, sourceLocation: place)
    for certificate in answer.certificates {
      #expect(Self.verdicts.contains(certificate.verdict), sourceLocation: place)
      for item in certificate.hypotheses + certificate.promises {
        #expect(Self.assurances.contains(item.assurance), sourceLocation: place)
        #expect(["<=", "<", ">=", ">"].contains(item.relation), sourceLocation: place)
        if let slack = item.slack { #expect((slack >= 0) == item.holds, "\(item)", sourceLocation: place) }
      }
    }
  }

  @Test func `A spec has certificates with the keys, names and words that scripts rely on`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", marginSpec)
    let ending = try Program.run("check", "spec.yaml", "--json", in: folder.url)
    #expect(ending.status == 0 && ending.errors.isEmpty, "\(ending.errors)")
    try expectContract(ending)
    let answer = try CheckAnswer(ending)
    let theorem = try answer("theorem-1")
    #expect(theorem.verdict == "promised" && theorem.point == 0 && theorem.seed == 0)
    let names = ["deficiency-margin", "imbalance", "step-size", "hidden-width"]
    #expect(theorem.hypotheses.map(\.name) == names && theorem.promises.map(\.name) == ["steps"])
    #expect(try answer("lemma-2").hypotheses.map(\.name) == names)
    #expect(try answer("lemma-2").promises.map(\.name) == ["balance", "descent", "boundedness"])
    let flow = try answer("flow")
    #expect(
      flow.verdict == "not-applicable" && flow.hypotheses.map(\.name) == ["deficiency-margin", "imbalance"])
    #expect(flow.promises.map(\.name) == ["time"])
    // c = 1 − 0.0975·√2, ‖Φ‖ = √2, N = 2.
    let c: Double = 1 - 0.0975 * 2.0.squareRoot()
    let limit: Double = c * c * c / 196608
    let (margin, stepSize) = (try theorem.item("deficiency-margin"), try theorem.item("step-size"))
    #expect(abs((margin.value ?? 0) - c) < 1e-14 && margin.bound == 0 && margin.slack == margin.value)
    let bound = try #require(stepSize.bound)
    #expect(stepSize.value == 1e-6 && abs(bound / limit - 1) < 1e-13)
    let slack: Double = (bound - 1e-6) / bound
    #expect(abs((stepSize.slack ?? 0) - slack) < 1e-12)
    let T = try #require(try theorem.item("steps").bound)
    let exact: Double = log(0.0975 * 0.0975 / 0.0095) / (1e-6 * c)
    #expect(abs(T / exact - 1) < 1e-9)
    #expect(folder.contents() == ["spec.yaml"])
  }

  @Test func `Without a margin the bounds that need one are null, and the hypotheses fail`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", marginSpec)
    for depth in [1, 2, 3] {
      let ending = try Program.run(
        "check", "spec.yaml", "--json", "--set", "initialization.identity.scale=2.5", "--set",
        "network.depth=\(depth)", in: folder.url)
      #expect(ending.status == 0)
      try expectContract(ending)
      let theorem = try CheckAnswer(ending)("theorem-1")
      #expect(theorem.verdict == "not-applicable")
      for name in ["imbalance", "step-size"] {
        let item = try theorem.item(name)
        #expect(item.bound == nil && item.holds == false && item.slack == nil, "\(depth): \(item)")
      }
      #expect(try theorem.item("steps").bound == nil, "depth \(depth)")
    }
  }

  @Test
  func `A run is judged, its certificates are stored, and a changed one is damage until it is checked again`()
    throws
  {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", marginSpec)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    let ending = try Program.run("check", "out", "--json", in: folder.url)
    #expect(ending.status == 0 && ending.errors.isEmpty, "\(ending.errors)")
    try expectContract(ending)
    let answer = try CheckAnswer(ending)
    for statement in ["theorem-1", "lemma-2", "claim-1"] {
      #expect(try answer(statement).verdict == "confirmed", "\(statement)")
    }
    #expect(try answer("lemma-2").promises.allSatisfy { $0.assurance == "replayed" })
    let intact = try Program.run("verify", "out", in: folder.url)
    #expect(intact.status == 0 && intact.output.hasPrefix("out is intact"), "\(intact.output)")
    #expect(strays(folder.contents(of: "out")) == [])
    let text = try Program.run("check", "out", in: folder.url)
    #expect(text.status == 0 && text.output.contains(/arora2019-theorem-1 +confirmed +steps 1\d\d ≤ 76\d/))
    let rows = try sqlite("SELECT COUNT(*), COUNT(DISTINCT statement) FROM certificates", folder)
    #expect(rows == "(\(answer.certificates.count), \(Set(answer.certificates.map(\.statement)).count))")

    _ = try sqlite(
      "UPDATE certificates SET verdict = 'contradicted' WHERE statement = 'arora2019-theorem-1'", folder)
    let damaged = try Program.run("verify", "out", in: folder.url)
    #expect(damaged.status == 1 && damaged.output.contains("certificates are not those that were stored"))
    #expect(try Program.run("check", "out", in: folder.url).status == 0)
    #expect(try Program.run("verify", "out", in: folder.url).status == 0)
    // Some statements alone are printed, and the stored ones stay.
    let some = try Program.run(
      "check", "out", "--json", "--statement", "arora2019-claim-1", "--statement", "arora2019-flow",
      in: folder.url)
    #expect(try CheckAnswer(some).certificates.map(\.statement) == ["arora2019-claim-1", "arora2019-flow"])
    #expect(try sqlite("SELECT COUNT(*) FROM certificates", folder) == "(\(answer.certificates.count),)")
  }

  @Test func `Status 1 is for a contradiction alone; a run that cannot be repeated decides nothing`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", marginSpec)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    // Doctored, with the checksum that goes with it: the run would have passed T without arriving.
    try doctor("outcome = 'exhausted', steps = 2000, loss = 0.00951", folder)
    let ending = try Program.run("check", "out", "--json", in: folder.url)
    #expect(ending.status == 1, "\(ending.errors)")
    try expectContract(ending)
    let answer = try CheckAnswer(ending)
    let theorem = try answer("theorem-1")
    #expect(theorem.verdict == "contradicted")
    #expect(try theorem.item("steps").value == 2000 && theorem.item("steps").holds == false)
    let lemma = try answer("lemma-2")
    #expect(lemma.verdict == "inconclusive" && lemma.reasons.contains { $0.contains("same bits") })
    let text = try Program.run("check", "out", in: folder.url)
    #expect(
      text.status == 1 && text.output.contains("contradicted: arora2019-theorem-1, run 0, seed 0: steps 2000")
    )
    // Ended before T.
    try doctor("outcome = 'exhausted', steps = 500", folder)
    let early = try Program.run("check", "out", "--json", in: folder.url)
    #expect(early.status == 0)
    #expect(try CheckAnswer(early)("theorem-1").verdict == "inconclusive")
  }

  @Test func `A flow of depth 1 arrives at T itself, and confirms`() throws {
    let folder = try ScratchFolder()
    try folder.write(
      "spec.yaml",
      """
      name: flow
      network: {depth: 1, width: 2}
      target: {identity: {}}
      initialization: {identity: {scale: 0.7}}
      dynamics: {gradient-flow: {}}
      stop: {loss-below: 1e-6, max-time: 100}
      sweep: {network.depth: [1, 2, 3]}
      """)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    let ending = try Program.run("check", "out", "--json", in: folder.url)
    #expect(ending.status == 0, "\(ending.output)")
    for (point, certificate) in try CheckAnswer(ending).certificates.filter({
      $0.statement == "arora2019-flow"
    })
    .enumerated() {
      let time = try certificate.item("time")
      #expect(certificate.verdict == "confirmed", "depth \(point + 1): \(certificate)")
      if point == 0 { #expect(abs((time.value ?? 0) / (time.bound ?? 1) - 1) < 1e-6, "\(time)") }
    }
  }
}

/// The last row of a statement on out/results.sqlite, as Python prints it.
func sqlite(_ statement: String, _ folder: ScratchFolder) throws -> String {
  try folder.write(
    "query.py",
    """
    import sqlite3, sys
    connection = sqlite3.connect("out/results.sqlite")
    rows = connection.execute(sys.argv[1]).fetchall()
    connection.commit()
    print(rows[-1] if rows else "")
    """)
  let ending = try Program.shell("python3 query.py \"\(statement)\"", in: folder)
  if ending.status != 0 { try Test.cancel("skipped: no Python with sqlite3 (\(ending.errors))") }
  return ending.output.trimmingCharacters(in: .whitespacesAndNewlines)
}

/// Changes all rows of `runs`, of a directory with one block, and the block's checksum (Documentation/Notation.md §5.2).
func doctor(_ change: String, _ folder: ScratchFolder) throws {
  try folder.write(
    "doctor.py",
    #"""
    import hashlib, sqlite3, struct, sys
    connection = sqlite3.connect("out/results.sqlite")
    connection.execute("UPDATE runs SET " + sys.argv[1])
    digest = hashlib.sha256()
    for table, order in [
        ("runs", "run"), ("plateaus", "run, plateau"), ("thresholds", "run, threshold"), ("files", "path")]:
        rows = connection.execute(f"SELECT * FROM {table} ORDER BY {order}")
        for row in rows:
            line = table
            for (name, *_), value in zip(rows.description, row):
                if value is not None:
                    line += f"\t{name}=" + (struct.pack(">d", value).hex() if isinstance(value, float) else str(value))
            digest.update((line + "\n").encode())
    connection.execute("UPDATE blocks SET sha256 = ?", [digest.hexdigest()])
    connection.commit()
    """#)
  let ending = try Program.shell("python3 doctor.py \"\(change)\"", in: folder)
  if ending.status != 0 { try Test.cancel("skipped: no Python with sqlite3 (\(ending.errors))") }
}
