#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

extension SystemTree {
  /// More than any of these folders holds on the largest machines.
  static let longestFolder = 16_384

  /// The names in a folder, numbers in their order; none if it cannot be read.
  func names(in folder: String) -> [String] {
    guard let stream = opendir(root + "/" + folder) else { return [] }
    defer { closedir(stream) }
    guard let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) else { return [] }
    var names: [String] = []
    while names.count < Self.longestFolder, let entry = readdir(stream) {
      let start = UnsafeRawPointer(entry).advanced(by: offset)
      let name = String(cString: start.assumingMemoryBound(to: CChar.self))
      if name != "." && name != ".." { names.append(name) }
    }
    return names.map { (Self.sortKey($0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// Tells whether something stands at this path.
  func exists(_ path: String) -> Bool { access(root + "/" + path, F_OK) == 0 }

  /// Tells whether this is a folder that can be listed.
  func isFolder(_ path: String) -> Bool {
    guard let stream = opendir(root + "/" + path) else { return false }
    closedir(stream)
    return true
  }

  /// Tells whether a file could be started.
  func isExecutable(_ path: String) -> Bool {
    access(root + "/" + path, X_OK) == 0 && !isFolder(path)
  }

  /// Target of a symbolic link; `nil` if this is none.
  func linkTarget(_ path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map {
        readlink(root + "/" + path, $0.assumingMemoryBound(to: CChar.self), bytes.count)
      } ?? -1
    }
    guard count > 0 else { return nil }
    return String(decoding: buffer.prefix(count), as: UTF8.self)
  }

  /// The first line without what surrounds it or would steer a terminal; `nil` if there is none.
  func text(_ path: String) -> String? {
    lines(of: path).first.flatMap(Self.cleaned)
  }

  /// The integer that a file consists of.
  func integer(_ path: String) -> Int? {
    text(path).flatMap { Int($0) }
  }

  /// The texts of a file that are ended by zero bytes, as in a device tree.
  func strings(_ path: String) -> [String] {
    lines(of: path).flatMap { $0.split(separator: "\0") }.compactMap { Self.cleaned(String($0)) }
  }

  /// The first line of a file, and where it stands.
  func fact(_ path: String) -> Fact<String> { Fact(text(path), from: "/" + path) }

  /// The text without control characters and spaces around it, at most 256 characters; `nil` if
  /// nothing is left.
  static func cleaned(_ text: String) -> String? {
    var kept = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(1024) {
      let value = scalar.value
      if value >= 0x20, !(0x7F..<0xA0).contains(value) { kept.append(scalar) }
    }
    let trimmed = String(kept).drop { $0 == " " }
    let length = trimmed.reversed().drop { $0 == " " }.count
    return length == 0 ? nil : String(trimmed.prefix(min(length, 256)))
  }

  /// The name with its numbers padded, so that `hwmon10` comes after `hwmon2`.
  private static func sortKey(_ name: String) -> String {
    var key = ""
    var digits = ""
    for character in name + "/" {
      if character.isASCII, character.isNumber {
        digits.append(character)
        continue
      }
      if !digits.isEmpty {
        key += String(repeating: "0", count: max(0, 20 - digits.count)) + digits
        digits = ""
      }
      key.append(character)
    }
    return key
  }
}
