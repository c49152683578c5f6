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

/// The memory of this process, as the system tells it.
enum ProcessMemory {
  /// The most that was resident at any time, mapped files included.
  ///
  /// On Linux this is `VmHWM`, not `getrusage`: the latter keeps the peak of the program that
  /// started this one.
  static var peakResidentBytes: Int? {
    #if os(Linux)
      return status("VmHWM:")
    #else
      var usage = rusage()
      // Zero is RUSAGE_SELF, whose type differs between C libraries.
      guard getrusage(0, &usage) == 0 else { return nil }
      return usage.ru_maxrss
    #endif
  }

  /// Bytes that are resident now, mapped files included; `nil` where the system does not tell.
  static var residentBytes: Int? {
    #if os(Linux)
      return status("VmRSS:")
    #else
      return nil
    #endif
  }

  /// Bytes of the program and its libraries that are resident, code and data; `nil` where the
  /// system does not tell.
  ///
  /// It grows as code runs for the first time, by the size of the build and not of a model.
  static var programBytes: Int? {
    #if os(Linux)
      return mappings.flatMap(programBytes)
    #else
      return nil
    #endif
  }

  #if os(Linux)
    /// The kernel's list of what is mapped, read to its end: a read returns a part of it, whatever
    /// is asked for.
    static var mappings: String? {
      guard let file = fopen("/proc/self/smaps", "r") else { return nil }
      defer { fclose(file) }
      var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
      while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
        bytes += buffer[..<count]
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  #endif

  /// The resident bytes of files of which a part may be executed, from the kernel's list of
  /// mappings (`proc(5)`).
  static func programBytes(smaps: String) -> Int? {
    var resident: [Substring: Int] = [:]
    var programs: Set<Substring> = []
    var path: Substring = ""
    for line in smaps.split(separator: "\n") {
      // A mapping's first line is: addresses, permissions, offset, device, number of the
      // file, path.
      let fields = line.split(separator: " ", maxSplits: 5)
      if fields.count >= 5, fields[1].count == 4, fields[0].contains("-") {
        // Spaces align the paths.
        let name = fields.count == 6 ? fields[5].drop { $0 == " " } : ""
        path = name.hasPrefix("/") ? name : ""
        if fields[1].contains("x") { programs.insert(path) }
      } else if fields.count >= 2, fields[0] == "Rss:", let kibibytes = Int(fields[1]) {
        resident[path, default: 0] += kibibytes * 1024
      }
    }
    programs.remove("")
    return programs.isEmpty ? nil : programs.reduce(0) { $0 + (resident[$1] ?? 0) }
  }

  #if os(Linux)
    private static func status(_ prefix: String) -> Int? {
      guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
        return nil
      }
      let line = status.split(separator: "\n").first { $0.hasPrefix(prefix) }
      let kibibytes = line?.dropFirst(prefix.count).split(whereSeparator: \.isWhitespace).first
      return kibibytes.flatMap { Int($0) }.map { $0 * 1024 }
    }
  #endif
}
