import DeepLinear
import DeepLinearTheory
import Foundation
import Synchronization
import _TestSupport

/// How many seeds of each width and field are run: 1, or as many as DEEPLINEAR_THEORY_SEEDS says, for the long sweep by hand.
enum TheorySeeds {
  static let count =
    ProcessInfo.processInfo.environment["DEEPLINEAR_THEORY_SEEDS"].flatMap { Int($0) } ?? 1
  static var isLong: Bool { count > 1 }
  static func range(from first: UInt64) -> Range<UInt64> { first..<first + UInt64(count) }
}

/// Statements judged on the runs of some seeds of each width from 2 to 6 over one field.
///
/// DEEPLINEAR_THEORY_RECORD names a file to which each seed's verdicts are added; a sweep that is repeated with it leaves out the seeds
/// that the file has, whatever has changed since: new code needs a new file.
struct TheorySweep<S: Scalar> {
  let name: String
  let statements: [any Statement.Type]
  let problem: @Sendable (_ width: Int, _ seed: UInt64) throws -> TheoryRun<S>

  private var key: String { "\(name) \(S.isComplex ? "complex" : "real")" }

  /// Runs one seed after the other on all cores.
  func counts() throws -> VerdictCounts {
    let record = try VerdictRecord.shared
    let seeds = (2...6).flatMap { d in TheorySeeds.range(from: UInt64(100 * d)).map { (d, $0) } }
    let found = try concurrentMap(count: seeds.count) { i in
      let (d, seed) = seeds[i]
      let place = "\(key) d=\(d) seed=\(seed)"
      if let known = record?.verdicts(at: place, of: statements) { return (d, place, known) }
      let certificates = try problem(d, seed).certificates(statements, seed: seed)
      let verdicts = Dictionary(uniqueKeysWithValues: certificates.map { ($0.statement, $0.verdict) })
      for certificate in certificates where certificate.verdict == .contradicted {
        print(place, certificate.statement, certificate.promises.filter { $0.holds == false })
      }
      try record?.add(verdicts, at: place)
      return (d, place, verdicts)
    }
    var all = VerdictCounts()
    for (d, place, verdicts) in found {
      for (statement, verdict) in verdicts { all.add(statement, verdict, width: d, place) }
    }
    if TheorySeeds.isLong { print("\(key)\n\(all.text)") }
    return all
  }
}

/// A file of lines "PLACE STATEMENT VERDICT".
private final class VerdictRecord: Sendable {
  /// The file that DEEPLINEAR_THEORY_RECORD names; nil where it names none.
  static var shared: VerdictRecord? { get throws { try opened.get() } }
  private static let opened = Result {
    try ProcessInfo.processInfo.environment["DEEPLINEAR_THEORY_RECORD"].map(VerdictRecord.init)
  }

  private let path: String
  private let known: Mutex<[String: [String: Verdict]]>

  init(_ path: String) throws {
    let isThere = FileManager.default.fileExists(atPath: path)
    let text = isThere ? try String(contentsOfFile: path, encoding: .utf8) : ""
    if !isThere { try Data().write(to: URL(fileURLWithPath: path)) }
    var found: [String: [String: Verdict]] = [:]
    // A line that was torn has no end, or no verdict.
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count > 2, let verdict = Verdict(rawValue: words[words.count - 1]) else { continue }
      let place = words.dropLast(2).joined(separator: " ")
      found[place, default: [:]][words[words.count - 2]] = verdict
    }
    self.path = path
    known = Mutex(found)
  }

  /// The verdicts of a seed; nil where one of them is not known.
  func verdicts(at place: String, of statements: [any Statement.Type]) -> [String: Verdict]? {
    known.withLock { known in
      let names = statements.map { $0.description.identifier }
      let found = known[place, default: [:]].filter { names.contains($0.key) }
      return found.count == names.count ? found : nil
    }
  }

  func add(_ verdicts: [String: Verdict], at place: String) throws {
    try known.withLock { known in
      known[place] = verdicts
      let lines = verdicts.map { "\(place) \($0.key) \($0.value.rawValue)\n" }.sorted().joined()
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try file.seekToEnd()
      try file.write(contentsOf: Data(lines.utf8))
      try file.close()
    }
  }
}

/// How often each verdict was reached, by statement and width.
struct VerdictCounts {
  private var counts: [String: [Int: [Verdict: Int]]] = [:]
  private(set) var contradictions: [String] = []

  mutating func add(_ statement: String, _ verdict: Verdict, width: Int, _ place: String) {
    counts[statement, default: [:]][width, default: [:]][verdict, default: 0] += 1
    if verdict == .contradicted { contradictions.append("\(place) \(statement)") }
  }

  func count(_ identifier: String, _ verdict: Verdict) -> Int {
    counts[identifier, default: [:]].values.map { $0[verdict] ?? 0 }.reduce(0, +)
  }

  /// A line for each statement and width.
  var text: String {
    counts.sorted { $0.key < $1.key }.flatMap { statement, widths in
      widths.sorted { $0.key < $1.key }.map { width, verdicts in
        let found = Verdict.allCases.compactMap { verdict in
          verdicts[verdict].map { "\($0) \(verdict.rawValue)" }
        }
        return "\(statement), d = \(width): \(found.joined(separator: ", "))"
      }
    }.joined(separator: "\n")
  }
}
