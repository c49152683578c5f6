import ArgumentParser

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where a command's text comes from: the argument, a file, or standard input where that is no terminal.
enum TextInput {
  /// The text.
  ///
  /// - Throws: `WrongArguments` if none was given, `CommandError` for a file that cannot be read.
  static func text(argument: String?, file: String?, what: String) throws -> String {
    if let argument { return argument }
    if let file { return withoutLastLineBreak(try read(file)) }
    guard !Console.inputIsTerminal else {
      throw WrongArguments(
        "no \(what) was given; write it as an argument, name a file with --file, or send it to "
          + "standard input")
    }
    return withoutLastLineBreak(try decode(Console.readAll(), from: "standard input"))
  }

  /// The text of a file, all of it.
  static func read(_ file: String) throws -> String {
    try decode(bytes(of: file), from: file)
  }

  static func bytes(of file: String) throws -> [UInt8] {
    do {
      return [UInt8](try Data(contentsOf: URL(filePath: file)))
    } catch {
      let problem =
        FileManager.default.fileExists(atPath: file) ? "cannot be read" : "there is no such file"
      throw CommandError("\(file): \(problem)")
    }
  }

  private static func decode(_ bytes: [UInt8], from source: String) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandError("\(source) is not UTF-8 text; convert it, for instance with iconv")
    }
    return text
  }

  /// Shells and editors end what they write with a line break that nobody meant.
  private static func withoutLastLineBreak(_ text: String) -> String {
    text.hasSuffix("\r\n") || text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
