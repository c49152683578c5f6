import JSON

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The messages typed in earlier chats, oldest first: one JSON string a line, in a file that only
/// its owner can read.
struct ChatHistory {
  /// Entries that are kept.
  static let limit = 1000
  /// Bytes of a file that are read; a longer one is cut at its beginning.
  private static let longestFile = 16 << 20
  /// Bytes of an entry that is kept: a pasted book is no line to come back to.
  private static let longestEntry = 64 << 10

  private(set) var entries: [String] = []
  private let file: String?
  /// Reason that nothing is written, once that has turned out.
  private(set) var problem: String?

  /// - Parameter file: Where the entries are kept; `nil` keeps them for this chat only.
  init(file: String?) {
    self.file = file
    guard let file, let bytes = Self.read(file) else { return }
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    // A line that another program wrote is not ours to judge.
    entries = lines.suffix(Self.limit).compactMap { try? JSONValue(parsing: Array($0)).string }
    if lines.count > 2 * Self.limit || bytes.count >= Self.longestFile { rewrite() }
  }

  /// Adds what was typed, unless it repeats the last or begins with a space, as in shells.
  mutating func add(_ text: String) {
    guard !text.hasPrefix(" "), text != entries.last, text.utf8.count <= Self.longestEntry,
      text.contains(where: { !$0.isWhitespace })
    else { return }
    entries.append(text)
    if entries.count > Self.limit { entries.removeFirst() }
    guard let file, problem == nil else { return }
    if !Self.append(Self.line(text), to: file) {
      problem = "the history cannot be kept: \(file) cannot be written"
    }
  }

  private static func line(_ text: String) -> String {
    // One line whatever the text is: the printer escapes line breaks.
    JSONValue.string(text).indented + "\n"
  }

  private static func read(_ file: String) -> [UInt8]? {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
    let size = Int(facts.st_size)
    lseek(descriptor, off_t(max(0, size - longestFile)), SEEK_SET)
    var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
    while bytes.count < longestFile {
      let count = systemRead(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return bytes
  }

  private static func append(_ line: String, to file: String) -> Bool {
    let folder = URL(filePath: file).deletingLastPathComponent()
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
    let descriptor = open(file, flags, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    // One write, so that lines of two chats do not mix.
    let bytes = Array(line.utf8)
    return write(descriptor, bytes, bytes.count) == bytes.count
  }

  /// Drops what is beyond the limit from the file.
  private func rewrite() {
    guard let file else { return }
    let text = entries.map(Self.line).joined()
    let next = "\(file).new"
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
    let descriptor = open(next, flags, 0o600)
    guard descriptor >= 0 else { return }
    let bytes = Array(text.utf8)
    let isWhole = write(descriptor, bytes, bytes.count) == bytes.count
    close(descriptor)
    if !isWhole || rename(next, file) != 0 { unlink(next) }
  }
}

/// The system's `read`, which the method of that name hides.
private func systemRead(_ descriptor: Int32, _ base: UnsafeMutableRawPointer?, _ count: Int) -> Int
{
  read(descriptor, base, count)
}
