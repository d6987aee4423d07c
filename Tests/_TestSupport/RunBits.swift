public import DeepLinear
import LinearAlgebra

extension Run {
  /// What of two runs is not the same to the bit; empty where nothing is.
  public func differences(from other: Run) -> [String] {
    var names: [String] = []
    if outcome != other.outcome { names.append("outcome") }
    if !isSame([time, final.loss, final.penalty], [other.time, other.final.loss, other.final.penalty]) {
      names.append("end")
    }
    if !isSame(initialNetwork, other.initialNetwork) { names.append("start") }
    if !isSame(finalNetwork, other.finalNetwork) { names.append("final weights") }
    if steps != other.steps || !isSame(times, other.times) { names.append("snapshots' steps") }
    if thresholdSteps != other.thresholdSteps || thresholdTimes != other.thresholdTimes {
      names.append("thresholds")
    }
    if report != other.report { names.append("report") }
    if violations != other.violations { names.append("violations") }
    if series.keys != other.series.keys { names.append("quantities") }
    for (name, values) in series {
      guard let theirs = other.series[name] else { continue }
      if values.sizes != theirs.sizes || !isSame(values.values, theirs.values) { names.append(name) }
    }
    let areNetworksSame =
      snapshotNetworks.count == other.snapshotNetworks.count
      && zip(snapshotNetworks, other.snapshotNetworks).allSatisfy { isSame($0, $1) }
    if !areNetworksSame { names.append("snapshots' weights") }
    return names
  }

  private func isSame(_ x: [Double], _ y: [Double]) -> Bool {
    x.count == y.count && zip(x, y).allSatisfy { $0.bitPattern == $1.bitPattern }
  }

  private func isSame(_ x: DeepLinearNetwork<S>, _ y: DeepLinearNetwork<S>) -> Bool {
    isSame(numbers(x), numbers(y))
  }

  private func numbers(_ network: DeepLinearNetwork<S>) -> [Double] {
    network.layers.flatMap { $0.columnMajor.flatMap { [$0.realPart, $0.imaginaryPart] } }
  }
}
