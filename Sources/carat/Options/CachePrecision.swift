import ArgumentParser
import ModelSpec
import Tensors

/// The value of `--kv-precision`: a format that the engine keeps keys and values in.
struct CachePrecision: ExpressibleByArgument {
  let format: StorageFormat

  /// The format with this name, in any case, if the engine's cache takes it.
  init?(argument: String) {
    guard let format = StorageFormat(name: argument), KeyValueStore.formats.contains(format)
    else { return nil }
    self.format = format
  }

  /// The names that are taken.
  static var allValueStrings: [String] { KeyValueStore.formats.map(\.name) }
}
