/// A data set that others publish: its files with their checksums, where they come from, and what to cite.
public struct PublishedDataSet: Sendable, Equatable {
  /// A file of the set.
  public struct File: Sendable, Equatable {
    /// Its name without `.gz`.
    public let name: String
    /// What it has, in words.
    public let contents: String
    /// The SHA-256 of its contents, not compressed: 64 lower-case hexadecimal digits.
    public let sha256: String
  }

  /// What it is called in text.
  public let title: String
  /// The name of its folder.
  public let folder: String
  /// Its files, all of which belong to it.
  public let files: [File]
  /// Where its files can be downloaded, and what to do then: a clause.
  public let remedy: String
  /// The publications to cite.
  public let citations: [String]
  /// The terms of use, as far as they are known.
  public let licence: String

  /// The file of a name.
  public func file(_ name: String) -> File? { files.first { $0.name == name } }

  /// All data sets that the papers' figures use.
  public static let all = [mnist, gasSensor, ethanol]
}

extension PublishedDataSet {
  /// MNIST: 60,000 and 10,000 images of handwritten digits.
  public static let mnist = PublishedDataSet(
    title: "MNIST", folder: "mnist",
    files: [
      File(
        name: "train-images-idx3-ubyte", contents: "60,000 images of 28 × 28",
        sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
      File(
        name: "train-labels-idx1-ubyte", contents: "60,000 labels",
        sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
      File(
        name: "t10k-images-idx3-ubyte", contents: "10,000 images of 28 × 28",
        sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
      File(
        name: "t10k-labels-idx1-ubyte", contents: "10,000 labels",
        sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ],
    remedy: "download the four files of MNIST from https://ossci-datasets.s3.amazonaws.com/mnist/ or "
      + "https://storage.googleapis.com/cvdf-datasets/mnist/",
    citations: [
      "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, \"Gradient-based learning applied to document recognition\", Proceedings of the "
        + "IEEE 86(11):2278–2324, 1998",
      "Y. LeCun, C. Cortes, C. J. C. Burges, \"The MNIST database of handwritten digits\"",
    ],
    licence: "commonly stated as CC BY-SA 3.0; the original page has no licence")

  private static let sensorCitations = [
    "A. Vergara, S. Vembu, T. Ayhan, M. A. Ryan, M. L. Homer, R. Huerta, \"Chemical gas sensor drift compensation using "
      + "classifier ensembles\", Sensors and Actuators B 166–167:320–329, 2012",
    "I. Rodriguez-Lujan, J. Fonollosa, A. Vergara, M. Homer, R. Huerta, \"On the calibration of sensor arrays for pattern recognition "
      + "using the minimal number of experiments\", Chemometrics and Intelligent Laboratory Systems 130:123–134, 2014",
  ]

  /// The Gas Sensor Array Drift data set at different concentrations: ten batches, 13,910 measurements.
  public static let gasSensor = PublishedDataSet(
    title: "Gas Sensor Array Drift at Different Concentrations", folder: "gas-sensor",
    files: [
      batch(1, 445, "6b62f3e71b90f95dd9c2157fa91ffce32571faa7f474dd52f29a4ae769144625"),
      batch(2, 1244, "4ea9490068457badf9efd0c22f359fbfce12c208cdd440526b97ac91d31b9002"),
      batch(3, 1586, "aabf06bf8b8200740156235dc59458e06d99aa8faba4d6764a22c6b6c2674ff4"),
      batch(4, 161, "ffc87c5146001bbe8ce90c4b2f7dad5b390ca3079f51b559032df53ffe5ff0af"),
      batch(5, 197, "dcad4939c300a6c7d9f41b9470a9253eecc0ebc5c2c4e940d8ae20b8fc4240d0"),
      batch(6, 2300, "297d3a8b594dee4e2f4d7d2c4f5c485939fa708c10b5a11ed5cce95e05049afb"),
      batch(7, 3613, "eb5801d38a59beaae4a2412195d8ded790175ed1611159e083649ee9fe03d150"),
      batch(8, 294, "58146b3e2dd68b125b2d5432cdd4968ec1fff47464ceb04282382181932d49be"),
      batch(9, 470, "51f368ae8dee5d285be7f2029770e10eb12f342578830bc40ea852db19d19c9b"),
      batch(10, 3600, "b8309e8ff205b9d0350761989809f31f8feaefb8582aecb05f1d0f694b91184e"),
    ],
    remedy: "unpack batch1.dat … batch10.dat of https://archive.ics.uci.edu/static/public/270/"
      + "gas+sensor+array+drift+dataset+at+different+concentrations.zip (DOI 10.24432/C5MK6M)",
    citations: sensorCitations, licence: "CC BY 4.0, as its page at UCI states")

  private static func batch(_ number: Int, _ rows: Int, _ sha256: String) -> File {
    File(name: "batch\(number).dat", contents: "\(rows) measurements", sha256: sha256)
  }

  /// The 2565 Ethanol rows of the Gas Sensor Array Drift data set as one table; those of batches 7 and 10 are recovered from
  /// a rounded copy.
  public static let ethanol = PublishedDataSet(
    title: "Ethanol rows of Gas Sensor Array Drift", folder: "gas-sensor",
    files: [
      File(
        name: "ethanol.csv", contents: "2565 rows with the columns ppm, batch, f1 … f128",
        sha256: "64dfaa58e879c44b6b1d98553ae60e17c66e27030cb72b25ab1479f95a932c2d")
    ],
    remedy:
      "it is derived from the batches of the Gas Sensor Array Drift data set (DOI 10.24432/C5MK6M), which serve as well: "
      + "their class 1",
    citations: sensorCitations, licence: "CC BY 4.0, as the page of the batches at UCI states")
}
