/// The version of this software, as results and `--version` name it.
public enum DeepLinearVersion {
  /// Semantic version.
  public static let current = "0.1.0"
}
