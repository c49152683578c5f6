/// The meaning of a `.gguf` file's name: a model in one file, one part of a split model, or a
/// companion of a model.
package struct GGUFName: Hashable, Sendable {
  /// The place of a file among the parts of a split model, counted from 1.
  package struct Part: Hashable, Sendable {
    /// The part's number.
    package var index: Int
    /// Number of parts.
    package var count: Int
  }

  /// The name without folder, part and suffix.
  package let stem: String
  /// The part, for a file of a split model (`-00001-of-00003`).
  package let part: Part?
  /// Tells whether the file is a projector of another model (vision, audio), of no use alone.
  package let isProjector: Bool

  /// Tells whether a path names a GGUF file: by its suffix, in any case.
  package static func isGGUF(_ path: String) -> Bool { path.lowercased().hasSuffix(".gguf") }

  /// Reads the name of a file; a path's folders do not count.
  package init(_ path: String) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    isProjector = name.lowercased().contains("mmproj")
    let bare = Self.isGGUF(name) ? String(name.dropLast(5)) : name
    if let (stem, part) = Self.split(bare) {
      self.stem = stem
      self.part = part
    } else {
      stem = bare
      part = nil
    }
  }

  /// Takes `-00001-of-00003` from the end of a name, whose length it reads no further.
  private static func split(_ name: String) -> (stem: String, part: Part)? {
    let tail = Array(name.utf8.suffix(15))
    guard tail.count == 15, name.utf8.count > 15, tail[0] == UInt8(ascii: "-"),
      tail[6..<10].elementsEqual("-of-".utf8), let index = number(tail[1..<6]),
      let count = number(tail[10..<15]), (1...max(count, 1)).contains(index)
    else { return nil }
    return (String(name.utf8.dropLast(15)) ?? "", Part(index: index, count: count))
  }

  /// The value of decimal digits.
  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    digits.reduce(0) { value, digit in
      guard let value, (0x30...0x39).contains(digit) else { return nil }
      return 10 * value + Int(digit - 0x30)
    }
  }

  /// Tells whether this is the file to name when the model is opened.
  package var isOpenable: Bool { !isProjector && (part?.index ?? 1) == 1 }
}
