/// What the name of a `.gguf` file says: a model in one file, one part of a split model, or a companion of a model.
package struct GGUFName: Hashable, Sendable {
  /// Which part of a split model a file is, counted from 1.
  package struct Part: Hashable, Sendable {
    /// The part's number.
    package var index: Int
    /// How many parts there are.
    package var count: Int
  }

  /// The name without folder, part and suffix.
  package let stem: String
  /// The part, for a file of a split model (`-00001-of-00003`).
  package let part: Part?
  /// Whether the file is a projector of another model (vision, audio), of no use alone.
  package let isProjector: Bool

  /// Whether a path names a GGUF file: by its suffix, in any case.
  package static func isGGUF(_ path: String) -> Bool { path.lowercased().hasSuffix(".gguf") }

  /// Reads the name of a file; a path's folders do not count.
  package init(_ path: String) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    isProjector = name.lowercased().contains("mmproj")
    let bare = Self.isGGUF(name) ? String(name.dropLast(5)) : name
    if let match = bare.wholeMatch(of: /(.+)-(\d{5})-of-(\d{5})/),
      let index = Int(match.2), let count = Int(match.3), (1...max(count, 1)).contains(index)
    {
      stem = String(match.1)
      part = Part(index: index, count: count)
    } else {
      stem = bare
      part = nil
    }
  }

  /// Whether this is the file to name when the model is opened.
  package var isOpenable: Bool { !isProjector && (part?.index ?? 1) == 1 }
}
