import Foundation
import ModelFiles
import Tensors
import Testing

@Suite("Weights of either container")
struct WeightFileTests {
  @Test(
    "both containers answer the same questions",
    arguments: [
      "types.gguf", "types.safetensors", "sharded", "split-00001-of-00003.gguf",
    ])
  func sameView(_ name: String) throws {
    let file = try WeightFile(opening: ContainerFixtures.path(name))
    let expected = try ContainerFixtures.tensors(of: name)
    #expect(Set(file.names) == Set(expected.map(\.entry.name)))
    #expect(file.unsupported.count == expected.filter { $0.entry.format == nil }.count)
    for tensor in expected where tensor.entry.format != nil {
      #expect(file.entry(named: tensor.entry.name) == tensor.entry)
      #expect(try file.tensor(named: tensor.entry.name).copiedBytes == tensor.bytes)
    }
    #expect(file.headerBytes < file.fileBytes)
  }

  @Test("a GGUF file without its suffix is known by its first bytes")
  func magic() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(GGUFImage.valid.bytes, to: "sha256-0123")
    #expect(try WeightFile(opening: path).names == ["a", "b"])
  }

  @Test("a file that is neither is refused with what was expected")
  func neither() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      Array("PK\u{3}\u{4} a zip archive of a pickle".utf8), to: "model.bin")
    let error = thrownError { () throws(ModelFileError) in _ = try WeightFile(opening: path) }
    #expect(error?.problem.contains("not a safetensors file") == true)
  }

  @Test("opening five gigabytes reads the header only, in no time", arguments: [false, true])
  func sparse(_ isSafetensors: Bool) throws {
    let folder = try TemporaryFolder()
    let size: UInt64 = 5_000_000_000
    var bytes: [UInt8]
    if isSafetensors {
      let description = "\"dtype\":\"BF16\",\"shape\":[\(size / 2)],\"data_offsets\":[0,\(size)]"
      var header = "{\"t\":{\(description)}}"
      while header.utf8.count % 8 != 0 { header += " " }
      bytes = SafetensorsImage(header: header).bytes
    } else {
      var pieces: [UInt8] = []
      for number in 0..<262_144 { pieces += GGUFImage.text("piece \(number)") }
      var image = GGUFImage()
      image.entries = [GGUFImage.array("tokens", type: 8, count: 262_144, pieces)]
      image.tensors = [.init("t", [size / 2], type: 30)]
      bytes = image.bytes
    }
    let path = try folder.write(bytes, to: "big")
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.truncate(atOffset: UInt64(bytes.count) + size)
    try handle.close()
    let clock = ContinuousClock()
    var opened: WeightFile?
    let time = try clock.measure { opened = try WeightFile(opening: path) }
    let file = try #require(opened)
    #expect(file.entry(named: "t")?.byteCount == Int(size))
    #expect(file.headerBytes <= bytes.count)
    #expect(file.fileBytes == bytes.count + Int(size))
    let tensor = try file.tensor(named: "t")
    #expect(tensor.byteCount == Int(size) && tensor.storage.isMapped)
    // Reading five gigabytes takes seconds; the bound leaves room for a busy machine.
    #expect(time < .seconds(1))
    // The system reads ahead of a page that is touched, by a few hundred kilobytes.
    #if os(Linux)
      let resident = try #require(try residentBytes(ofMapped: path))
      #expect(resident > 0 && resident < bytes.count + 1 << 21)
    #endif
  }

  /// Memory that the pages of a mapped file take, as Linux counts it.
  private func residentBytes(ofMapped path: String) throws -> Int? {
    let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/proc/self/smaps"))
    let text = String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
    let lines = text.split(separator: "\n")
    guard let mapping = lines.firstIndex(where: { $0.hasSuffix(path) }) else { return nil }
    let resident = lines[mapping...].first { $0.hasPrefix("Rss:") }
    let number = resident?.split(separator: " ").dropFirst().first
    return number.flatMap { Int($0) }.map { $0 * 1024 }
  }
}
