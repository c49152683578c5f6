private import ModelSpec

/// The formats whose values are read, for advice in messages.
enum ReadableFormats {
  /// Their names, with commas.
  static let list = StorageFormat.allCases.map(\.name).joined(separator: ", ")
}
