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

/// The one place that turns errors of the system and of its libraries into words.
enum SystemErrorText {
  /// Meaning of an error number.
  static func words(_ code: Int32) -> String {
    switch code {
    case ENOENT: "there is no such file"
    case EACCES: "permission denied"
    case EISDIR: "it is a folder"
    case ENOTDIR: "a part of the path is a file, not a folder"
    case ENOSPC: "the disk is full"
    case EROFS: "the disk can only be read"
    case ENAMETOOLONG: "the name is too long"
    case ELOOP: "its links lead in a circle"
    case ENXIO: "nobody is at the other end"
    case EBADF: "it is closed"
    default: String(cString: strerror(code)).lowercasedFirst
    }
  }

  /// An error as a user may read it: its own words, without the names that libraries give to what
  /// they cannot say.
  static func words(of error: any Error) -> String {
    if let error = error as? CocoaError { return words(of: error) }
    if let error = error as? POSIXError { return words(Int32(error.code.rawValue)) }
    return cleaned("\(error)")
  }

  private static func words(of error: CocoaError) -> String {
    let path =
      error.userInfo["NSFilePath"] as? String ?? error.userInfo["NSFilePathErrorKey"] as? String
    let inner = (error.underlying as? POSIXError).map { words(Int32($0.code.rawValue)) }
    let reason = inner ?? words(cocoa: error.code.rawValue)
    return path.map { "\($0): \(reason)" } ?? reason
  }

  /// Meaning of the file codes of Foundation.
  private static func words(cocoa code: Int) -> String {
    switch code {
    case 4, 260: words(ENOENT)
    case 257, 513: words(EACCES)
    case 258, 514: "the name is no name of a file"
    case 516: "there is a file of that name already"
    case 640: words(ENOSPC)
    case 642: words(EROFS)
    case 256, 259, 261, 263, 264: "the file cannot be read"
    case 512, 517, 518: "the file cannot be written"
    default: "the system gives no reason (code \(code))"
    }
  }

  /// A text in which some library has put a description of an error for programmers, in words.
  static func cleaned(_ text: String) -> String {
    guard let start = text.firstRange(of: "Error Domain=") ?? text.firstRange(of: "CocoaError(")
    else {
      return text
    }
    let raw = text[start.lowerBound...]
    // The innermost error says most.
    func code(after domain: String) -> Int? {
      guard let place = raw.firstRange(of: domain) else { return nil }
      return raw[place.upperBound...].firstRange(of: "Code=").flatMap { found in
        Int(raw[found.upperBound...].prefix { $0.isNumber })
      }
    }
    let reason =
      code(after: "NSPOSIXErrorDomain").map { words(Int32(truncatingIfNeeded: $0)) }
      ?? words(cocoa: code(after: "NSCocoaErrorDomain") ?? 0)
    return text[..<start.lowerBound] + reason
  }
}

extension String {
  /// The text with a small letter at its beginning, as the middle of a sentence has.
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
