import Foundation
import RunArchive
import SpecLanguage

/// Chance that can be replayed: SplitMix64, made anew for every input from the seed and the input's number.
package struct FuzzDice: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64, input: Int) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(input) &* 0xD1B5_4A32_D192_ED03
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// 0 ..< n, for n above 0.
  package mutating func roll(_ n: Int) -> Int { Int.random(in: 0..<n, using: &self) }

  package mutating func pick<T>(_ values: [T]) -> T { values[roll(values.count)] }
}

/// How many inputs are tried, and how a failure is reported.
///
/// A short run belongs to every test run. A long one, whose peak memory is judged too:
///
///     DEEPLINEAR_FUZZ_COUNT=100000 DEEPLINEAR_FUZZ_SEED=7 swift test --filter FuzzTests
///
/// If the process ends by a trap, the file `deeplinear-fuzz-KIND` in the temporary folder names the input; the same seed
/// with DEEPLINEAR_FUZZ_FIRST set to that number begins with it.
package struct FuzzPlan {
  package let seed: UInt64
  package let inputs: Range<Int>
  package let isLong: Bool

  package init(short: Int) {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["DEEPLINEAR_FUZZ_COUNT"].flatMap(Int.init)
    let first = environment["DEEPLINEAR_FUZZ_FIRST"].flatMap(Int.init) ?? 0
    seed = environment["DEEPLINEAR_FUZZ_SEED"].flatMap(UInt64.init) ?? 20_260_101
    inputs = first..<first + (count ?? short)
    isLong = count != nil
  }

  /// Tries every input; returns the faults, each with the number that replays it, how many inputs were accepted, and which took
  /// longest.
  ///
  /// - Parameter attempt: true where the input was right; throws what the input meets; may return a fault of its own.
  package func run(_ kind: String, _ attempt: (inout FuzzDice) throws -> FuzzVerdict) -> (
    faults: [String], accepted: Int, slowest: String
  ) {
    let note = FileManager.default.temporaryDirectory.appending(path: "deeplinear-fuzz-\(kind)")
    let file = open(note.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(file) }
    var faults: [String] = []
    var accepted = 0
    let clock = ContinuousClock()
    var slowest = (input: inputs.lowerBound, time: Duration.zero)
    for input in inputs where faults.count < 10 {
      let line = Array("seed \(seed), input \(input)          \n".utf8)
      pwrite(file, line, line.count, 0)
      var dice = FuzzDice(seed: seed, input: input)
      let start = clock.now
      var fault: String?
      do {
        switch try attempt(&dice) {
        case .accepted: accepted += 1
        case .fault(let what): fault = what
        }
      } catch let error as InputError {
        fault = Self.fault(in: error.description)
      } catch let error as StoreError {
        fault = Self.fault(in: error.description)
      } catch {
        fault = "threw \(type(of: error)): \(error)"
      }
      let time = clock.now - start
      if time > slowest.time { slowest = (input, time) }
      if time > .seconds(5) { fault = "took \(time)" }
      if let fault { faults.append("seed \(seed), input \(input): \(fault)") }
    }
    if isLong, Self.peakBytes > 1 << 30 { faults.append("the process took \(Self.peakBytes) bytes") }
    return (faults, accepted, "\(slowest.time) for input \(slowest.input)")
  }

  /// The most memory that this process has had.
  package static var peakBytes: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return 1024 * (line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0)
  }

  /// What is wrong with a message itself.
  private static func fault(in message: String) -> String? {
    if message.unicodeScalars.count > 600 { return "a message of \(message.unicodeScalars.count) characters" }
    if message.isEmpty { return "an empty message" }
    let control = message.unicodeScalars.first { $0.properties.generalCategory == .control }
    return control.map { "the message holds the control character \($0.value): \(message)" }
  }
}

/// What became of an input.
package enum FuzzVerdict {
  case accepted
  case fault(String)
}
