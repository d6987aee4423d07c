import CPeak
import DeepLinear
import Dispatch

/// The rate of multiply-adds that the processor can do now, with the vectors of a kernel family.
enum Peak {
  /// Operations a second of `threads` threads together: the median of five stretches of about `seconds` seconds.
  ///
  /// All do the same work at the same time, and the slowest one's end counts: just as for an ensemble.
  static func measure(_ family: KernelFamily, threads: Int, seconds: Double) -> Double {
    let code = family.peakCode
    var rounds = 20_000
    while true {
      let elapsed = time(code, threads: threads, rounds: rounds)
      if elapsed >= 0.5 * seconds || rounds >= 1 << 40 { break }
      rounds = max(2 * rounds, Int(Double(rounds) * seconds / max(elapsed, 1e-6)))
    }
    let stretches = (0..<5).map { _ in time(code, threads: threads, rounds: rounds) }.sorted()
    return cp_multiply_add(code, 1) * Double(rounds) * Double(threads) / stretches[2]
  }

  private static func time(_ code: cp_family, threads: Int, rounds: Int) -> Double {
    Stopwatch.time {
      DispatchQueue.concurrentPerform(iterations: threads) { _ in _ = cp_multiply_add(code, rounds) }
    }
  }
}

extension KernelFamily {
  fileprivate var peakCode: cp_family {
    switch self {
    case .portable: cp_portable
    case .neon: cp_neon
    case .avx2: cp_avx2
    case .avx512: cp_avx512
    }
  }
}

/// Wall time.
enum Stopwatch {
  /// Seconds that `body` takes.
  static func time(_ body: () throws -> Void) rethrows -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    try body()
    return Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
  }
}
