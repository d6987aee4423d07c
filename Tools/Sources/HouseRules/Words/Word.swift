/// A word of a text or of an identifier: letters without a change from small to capital.
struct Word {
  /// The letters, all of them small.
  let text: Substring
  /// The line of the text, from 0.
  let line: Int
}

/// The words of a text; `closeRanks` and `close_ranks` have two each, `NetCDFFile` has net, cdf and file.
func words(of text: String) -> [Word] {
  var words: [Word] = []
  var letters = ""
  var line = 0
  var wasSmall = false
  func end() {
    if !letters.isEmpty { words.append(Word(text: Substring(letters), line: line)) }
    letters = ""
  }
  let scalars = Array(text.unicodeScalars)
  for (index, scalar) in scalars.enumerated() {
    switch scalar {
    case "A"..."Z":
      // A new word begins at a capital behind a small letter, and at the last of several capitals before one.
      if wasSmall || index + 1 < scalars.count && ("a"..."z").contains(scalars[index + 1]) { end() }
      letters.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value) + 32))
      wasSmall = false
    case _ where scalar.isASCII ? ("a"..."z").contains(scalar) : scalar.properties.isAlphabetic:
      letters.unicodeScalars.append(scalar)
      wasSmall = true
    default:
      end()
      wasSmall = false
      if scalar == "\n" { line += 1 }
    }
  }
  end()
  return words
}
