import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The remains of conversions that are ended from outside: real processes, and real folders.
@Suite("quantize, ended")
struct QuantizeProcessTests {
  /// Ends a conversion of 5 GB while it writes.
  private func end(_ name: String, in folder: URL, by signal: Int32) throws -> CaratProcess.Result {
    let output = folder.appending(path: name).path
    let mark =
      name.hasSuffix(".gguf")
      ? folder.appending(path: ".\(name).partial").path : "\(output)/.config.json.partial"
    let process = CaratProcess(
      arguments: [
        "quantize", "gemma-2b", output, "--format", "f16", "--random-weights", "1", "--quiet",
      ])
    return try process.run { process, _ in
      let deadline = ContinuousClock.now + .seconds(60)
      while !FileManager.default.fileExists(atPath: mark), ContinuousClock.now < deadline {
        usleep(2000)
      }
      let second = try CaratProcess.run(
        "quantize", TinyModel.golden("llama").path, output, "--format", "f16")
      #expect(second.status == 1 && second.errors.contains("another process"), "\(second.errors)")
      kill(process.processIdentifier, signal)
    }
  }

  private func names(_ folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
  }

  @Test(
    "a conversion that is asked to end leaves nothing, and its status tells the signal",
    arguments: [SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGALRM, SIGXCPU], ["big.gguf", "big"])
  func asked(signal: Int32, name: String) throws {
    try Scratch.with { folder in
      let result = try end(name, in: folder, by: signal)
      #expect(result.status == 128 + signal)
      #expect(try names(folder) == [])
    }
  }

  @Test("what a killed conversion leaves has a fixed name, and the next one removes it")
  func killed() throws {
    try Scratch.with { folder in
      _ = try end("big.gguf", in: folder, by: SIGKILL)
      #expect(Set(try names(folder)).isSubset(of: [".big.gguf.partial"]))
      _ = try end("big", in: folder, by: SIGKILL)
      #expect(try names(folder).allSatisfy { $0 == "big" || $0.hasSuffix(".partial") })
      for name in ["big.gguf", "big"] {
        let next = try CaratProcess.run(
          "quantize", TinyModel.golden("llama").path, folder.appending(path: name).path, "--format",
          "f16")
        #expect(next.status == 0, "\(next.errors)")
      }
      #expect(
        try names(folder) == ["big", "big.gguf", "big/config.json", "big/model.safetensors"])
    }
  }
}
