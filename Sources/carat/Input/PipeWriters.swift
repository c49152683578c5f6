#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The holders of the other end of a pipe.
///
/// A shell's pipeline has another command there. A process that starts this one with a pipe for its
/// input, and forgets it, holds that end itself.
enum PipeWriters {
  /// Tells whether a process that did not start this one can write to the pipe; `true` where the
  /// system does not tell.
  static func includeOtherCommands(pipe descriptor: Int32) -> Bool {
    #if os(Linux)
      guard let pipe = target(of: "/proc/self/fd/\(descriptor)") else { return true }
      let excluded = ancestors().union([Int(getpid())])
      return names(in: "/proc").contains { name in
        guard let process = Int(name), !excluded.contains(process) else { return false }
        return names(in: "/proc/\(name)/fd").contains { number in
          target(of: "/proc/\(name)/fd/\(number)") == pipe && writes(process: name, number)
        }
      }
    #else
      return true
    #endif
  }

  #if os(Linux)
    private static func ancestors() -> Set<Int> {
      var found: Set<Int> = []
      var process = Int(getppid())
      while process > 0, found.insert(process).inserted {
        // pid (name) state ppid; the name may hold anything.
        guard let status = text(of: "/proc/\(process)/stat"),
          let end = status.lastIndex(of: ")")
        else { break }
        let fields = status[end...].split(separator: " ")
        process = fields.count > 2 ? Int(fields[2]) ?? 0 : 0
      }
      return found
    }

    /// Tells whether a descriptor was opened for writing: the last octal digit of its flags is 1
    /// or 2.
    private static func writes(process: String, _ number: String) -> Bool {
      let line = text(of: "/proc/\(process)/fdinfo/\(number)")?.split(separator: "\n")
        .first { $0.hasPrefix("flags:") }
      return line?.last.map { "1256".contains($0) } ?? true
    }

    private static func names(in folder: String) -> [String] {
      guard let stream = opendir(folder) else { return [] }
      defer { closedir(stream) }
      var names: [String] = []
      while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if Int(name) != nil { names.append(name) }
      }
      return names
    }

    private static func target(of link: String) -> String? {
      var buffer = [CChar](repeating: 0, count: 256)
      let count = readlink(link, &buffer, buffer.count)
      guard count > 0 else { return nil }
      return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func text(of file: String) -> String? {
      let descriptor = open(file, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return nil }
      defer { close(descriptor) }
      return (try? InputFile.readAll(descriptor, file)).map { String(decoding: $0, as: UTF8.self) }
    }
  #endif
}
