public import DataSets
public import LinearAlgebra

/// Instances with a class each: what a network is trained on, and tested with.
public protocol ClassifiedInstances: Sendable {
  /// The number of instances.
  var count: Int { get }
  /// d_0, the number of features of an instance.
  var featureCount: Int { get }
  /// The number of classes.
  var classCount: Int { get }

  /// The class of instance `i`, in 0 ..< classCount.
  func label(_ i: Int) -> Int

  /// Writes the features of instance `i`, all finite, to `features`, which has room for `featureCount` numbers.
  func copyFeatures(of i: Int, to features: UnsafeMutablePointer<Double>)
}

/// Pixels are divided by 255.
extension LabelledImages: ClassifiedInstances {
  public var featureCount: Int { pixelCount }

  public func label(_ i: Int) -> Int { Int(labels[i]) }

  public func copyFeatures(of i: Int, to features: UnsafeMutablePointer<Double>) {
    pixels.withUnsafeBufferPointer { pixels in
      let image = pixels.baseAddress.unsafelyUnwrapped + i * pixelCount
      for k in 0..<pixelCount { features[k] = Double(image[k]) / 255 }
    }
  }
}

/// Instances whose features are the columns of a matrix.
public struct InstanceColumns: ClassifiedInstances {
  /// d_0 × m: column i has the features of instance i.
  public let features: Matrix<Double>
  /// The class of each instance.
  public let labels: [Int]
  public let classCount: Int

  /// - Parameters:
  ///   - features: d_0 × m, finite.
  ///   - labels: m of them, in 0 ..< classCount.
  ///   - classCount: d_N.
  public init(features: Matrix<Double>, labels: [Int], classCount: Int) {
    precondition(features.columns == labels.count && labels.allSatisfy { (0..<classCount).contains($0) })
    (self.features, self.labels, self.classCount) = (features, labels, classCount)
  }

  public var count: Int { labels.count }
  public var featureCount: Int { features.rows }

  public func label(_ i: Int) -> Int { labels[i] }

  public func copyFeatures(of i: Int, to target: UnsafeMutablePointer<Double>) {
    features.withView { target.update(from: $0.base + i * featureCount, count: featureCount) }
  }
}
