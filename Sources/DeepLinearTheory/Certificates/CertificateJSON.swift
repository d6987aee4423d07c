import Foundation

// The JSON of `deeplinear check`, whose keys others' scripts rely on.

extension Item: Encodable {
  private enum CodingKeys: String, CodingKey {
    case name, value, bound, relation, holds, slack, radius, assurance, note, step, time, count, of, interval
    case judged
  }
  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
  }

  /// Numbers that are not finite, and what does not exist, are null; what only some items have is left out of the others.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    func finite(_ number: Double?) -> Double? { number.flatMap { $0.isFinite ? $0 : nil } }
    try container.encode(name, forKey: .name)
    try container.encode(finite(value), forKey: .value)
    try container.encode(finite(bound), forKey: .bound)
    try container.encode(relation, forKey: .relation)
    try container.encode(holds, forKey: .holds)
    try container.encode(finite(slack), forKey: .slack)
    try container.encode(finite(radius), forKey: .radius)
    try container.encode(assurance, forKey: .assurance)
    try container.encode(isJudged, forKey: .judged)
    try container.encodeIfPresent(note, forKey: .note)
    try container.encodeIfPresent(step, forKey: .step)
    try container.encodeIfPresent(finite(time), forKey: .time)
    if let fraction {
      try container.encode(fraction.count, forKey: .count)
      try container.encode(fraction.of, forKey: .of)
      try container.encode(fraction.interval, forKey: .interval)
    }
    var others = encoder.container(keyedBy: Key.self)
    for (name, number) in parameters { try others.encode(finite(number), forKey: Key(name)) }
  }
}

extension Certificate: Encodable {
  private enum CodingKeys: String, CodingKey {
    case statement, point, run, seed, verdict, reasons, hypotheses, promises
  }

  /// `run` and `seed` are null in a certificate about all seeds of a point.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(statement, forKey: .statement)
    try container.encode(point, forKey: .point)
    try container.encode(run, forKey: .run)
    try container.encode(seed, forKey: .seed)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(reasons, forKey: .reasons)
    try container.encode(hypotheses, forKey: .hypotheses)
    try container.encode(promises, forKey: .promises)
  }
}
