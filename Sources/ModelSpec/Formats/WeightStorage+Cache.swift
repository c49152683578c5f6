extension WeightStorage {
  /// Tells whether all matrices are stored in F32; false if there are none.
  package var isFloat32: Bool {
    let parts = dense + head + experts
    return !parts.isEmpty && parts.allSatisfy { $0.format == .f32 }
  }
}

extension StorageFormat {
  /// The format that keys and values are kept in unless told: F32 beside weights that are all in
  /// F32, F16 beside all others.
  package static func usualCache(besideFloat32 isFloat32: Bool) -> StorageFormat {
    isFloat32 ? .f32 : .f16
  }
}
