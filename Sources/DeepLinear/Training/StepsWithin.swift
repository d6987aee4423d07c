/// How many steps of one length fit into a time, without rounding.
///
/// Step size and time are each taken as the shortest decimal that rounds to it, as they were written or are printed, and
/// compared exactly: ten steps of 0.1 fit into 1.0, and three into 0.3, whatever 3 · 0.1 is rounded to.
public enum StepsWithin {
  /// The largest k ≥ 0 with `stepSize`·k ≤ `time`; 0 where `time` is less than one step, or negative.
  ///
  /// - Parameters:
  ///   - time: finite or infinite; not NaN.
  ///   - stepSize: positive and finite.
  /// - Returns: nil where it is 2⁶² or more.
  public static func count(within time: Double, of stepSize: Double) -> Int? {
    precondition(stepSize > 0 && stepSize.isFinite, "a step size is positive and finite; got \(stepSize)")
    precondition(!time.isNaN, "a time is a number")
    guard time > 0 else { return 0 }
    guard time.isFinite else { return nil }
    return ShortestDecimal(time).wholeQuotient(by: ShortestDecimal(stepSize))
  }
}

/// The shortest decimal that rounds to a positive number: `significand`·10^`exponent`.
struct ShortestDecimal: Equatable {
  /// Below 10¹⁷, and no multiple of ten.
  let significand: UInt64
  let exponent: Int

  /// - Parameter value: positive and finite.
  init(_ value: Double) {
    precondition(value > 0 && value.isFinite, "a decimal is positive and finite; got \(value)")
    // "5e-324", "0.1", "12.0", "1.25e+20": Swift prints the fewest digits that read back as the number.
    let parts = value.description.split(separator: "e")
    var (digits, places, isFraction) = (UInt64(0), parts.count > 1 ? Int(parts[1]) ?? 0 : 0, false)
    for character in parts[0] {
      guard let digit = character.wholeNumberValue else {
        isFraction = true
        continue
      }
      digits = 10 * digits + UInt64(digit)
      if isFraction { places -= 1 }
    }
    while digits.isMultiple(of: 10) {
      digits /= 10
      places += 1
    }
    (significand, exponent) = (digits, places)
  }

  /// ⌊a/b⌋ for a = this, b = `divisor`; nil where it is 2⁶² or more.
  ///
  /// With a = p·10^e and b = q the digits of p·10^e/q follow one by one, as in division on paper: no number is above 10¹⁸. For
  /// e < 0 it is ⌊⌊p/10^−e⌋/q⌋.
  func wholeQuotient(by divisor: ShortestDecimal) -> Int? {
    let shift = exponent - divisor.exponent
    if shift < 0 {
      var dividend = significand
      for _ in 0..<min(-shift, 20) { dividend /= 10 }
      return Int(dividend / divisor.significand)
    }
    var (quotient, remainder) = significand.quotientAndRemainder(dividingBy: divisor.significand)
    for _ in 0..<shift {
      let digit = (10 * remainder).quotientAndRemainder(dividingBy: divisor.significand)
      guard quotient < 1 << 60 else { return nil }
      (quotient, remainder) = (10 * quotient + digit.quotient, digit.remainder)
    }
    return quotient < 1 << 62 ? Int(quotient) : nil
  }
}
