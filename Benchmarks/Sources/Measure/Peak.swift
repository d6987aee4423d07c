import CPeak
import DeepLinear
import Dispatch
import Foundation
import Synchronization

/// The rate of multiply-adds that the processor can do now, with the vectors of a kernel family.
enum Peak {
  /// Operations a second of `threads` threads together: the median of five stretches of about `seconds` seconds.
  ///
  /// Each thread works for itself, and their rates are added: a core that another program slows counts for what it does, as
  /// it does for an ensemble, whose threads take work as they are free.
  static func measure(_ family: KernelFamily, threads: Int, seconds: Double) -> Double {
    let code = family.peakCode
    var rounds = 20_000
    while true {
      let elapsed = times(code, threads: threads, rounds: rounds).max() ?? seconds
      if elapsed >= 0.5 * seconds || rounds >= 1 << 40 { break }
      rounds = max(2 * rounds, Int(Double(rounds) * seconds / max(elapsed, 1e-6)))
    }
    let rates = (0..<5).map { _ in
      times(code, threads: threads, rounds: rounds).reduce(0) { $0 + Double(rounds) / $1 }
    }
    return cp_multiply_add(code, 1) * rates.sorted()[2]
  }

  /// Bytes a second that `threads` threads together read, each from numbers of its own that fill half of a core's level-2 cache.
  static func read(_ family: KernelFamily, threads: Int, seconds: Double) -> Double {
    let size = max(256 << 10, sysconf(Int32(_SC_LEVEL2_CACHE_SIZE)))
    let count = size / 2 / 8 / 256 * 256
    let rates = Mutex([Double]())
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 8 * count, alignment: 4096)
      defer { bytes.deallocate() }
      guard let numbers = bytes.bindMemory(to: Double.self).baseAddress else { return }
      numbers.initialize(repeating: 1, count: count)
      var (rounds, best) = (16, 0.0)
      for _ in 0..<8 {
        var read = 0.0
        let elapsed = Stopwatch.time { read = cp_read(family.peakCode, numbers, count, rounds) }
        best = max(best, read / elapsed)
        if elapsed < seconds / 8 {
          rounds = max(2 * rounds, Int(Double(rounds) * seconds / 8 / max(elapsed, 1e-6)))
        }
      }
      rates.withLock { $0.append(best) }
    }
    return rates.withLock { $0.reduce(0, +) }
  }

  /// Seconds that each thread takes.
  private static func times(_ code: cp_family, threads: Int, rounds: Int) -> [Double] {
    let times = Mutex([Double]())
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      let seconds = Stopwatch.time { _ = cp_multiply_add(code, rounds) }
      times.withLock { $0.append(seconds) }
    }
    return times.withLock { $0 }
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
