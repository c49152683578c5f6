/// The reason that a file of custom accelerators was refused.
public struct AcceleratorFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file.
  public var file: String
  /// The row at fault, such as `row 2 ("my-box")`; `nil` if the file as a whole is.
  public var row: String?
  /// The key at fault, if one is.
  public var key: String?
  /// Text that should stand there.
  public var expected: String
  /// Text that stands there.
  public var got: String

  /// File, row, key, expected, got.
  public var description: String {
    let place = [file, row, key].compactMap(\.self).joined(separator: ", ")
    return "\(place): expected \(expected), got \(got)"
  }
}
