import Foundation

/// The folder of recorded conversations, of which not every machine has a copy.
enum TestData {
  static let folder = ProcessInfo.processInfo.environment["CARAT_TEST_DATA"]
  static var isAvailable: Bool { folder != nil }

  /// The bytes of a file in the folder.
  static func bytes(_ path: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: folder ?? "").appending(path: path)))
  }
}
