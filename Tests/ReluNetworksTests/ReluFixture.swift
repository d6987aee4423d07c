import Foundation
import LinearAlgebra
import ReluNetworks

/// What Oracles/relu_network.py has computed.
struct ReluFixture: Codable {
  let widths: [Int]
  let batch: Int
  let epochs: Int
  let step: Double
  let seed: UInt64
  /// Row by row.
  let layers, biases, instances: [[Double]]
  let labels: [Int]
  let orders: [[Int]]
  let epoch_losses: [Double]
  let loss: Double
  let gradient, bias_gradient, end, bias_end: [[Double]]

  static func all() throws -> [ReluFixture] {
    let url = Bundle.module.url(forResource: "relu_network", withExtension: "json", subdirectory: "Fixtures")
    return try JSONDecoder().decode([ReluFixture].self, from: Data(contentsOf: url ?? URL(filePath: "/")))
  }

  /// A network of these widths with the entries of `layers` and `biases`.
  func network(_ layers: [[Double]], _ biases: [[Double]]) -> ReluNetwork {
    ReluNetwork(
      layers: layers.indices.map { j in
        Matrix(rows: widths[j + 1], columns: widths[j]) { i, k in layers[j][i * widths[j] + k] }
      },
      biases: biases.map { b in Matrix(rows: b.count, columns: 1) { i, _ in b[i] } })
  }

  var data: InstanceColumns {
    InstanceColumns(
      features: Matrix(rows: widths[0], columns: labels.count) { k, i in instances[i][k] }, labels: labels,
      classCount: widths[widths.count - 1])
  }
}

extension ReluNetwork {
  /// The largest difference of a parameter.
  func distance(to other: ReluNetwork) -> Double {
    zip(layers + biases, other.layers + other.biases)
      .map { zip($0.columnMajor, $1.columnMajor).map { abs($0 - $1) }.max() ?? 0 }.max() ?? 0
  }
}
