/// The literal of the next integer; nil where the text is no integer of 64 bits, or the next is none.
func increment(integer text: String) -> String? {
  let digits = text.replacing("_", with: "")
  let radixes = ["0x": 16, "0o": 8, "0b": 2]
  let radix = radixes[String(digits.prefix(2))]
  guard let value = UInt64(radix == nil ? digits[...] : digits.dropFirst(2), radix: radix ?? 10), value < .max
  else {
    return nil
  }
  return radix == 16 ? "0x" + String(value + 1, radix: 16) : String(value + 1)
}

/// The literal of twice the number, or of 1 in the place of 0; nil where that is not finite.
func double(number text: String) -> String? {
  guard let value = Double(text.replacing("_", with: "")) else { return nil }
  let changed = value == 0 ? 1 : 2 * value
  guard changed.isFinite, changed != value else { return nil }
  return "\(changed)"
}
