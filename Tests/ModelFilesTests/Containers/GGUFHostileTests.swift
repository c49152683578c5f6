import ModelFiles
import Testing

/// A GGUF file that must be refused, and words that the refusal must contain.
struct HostileGGUF: Sendable, CustomTestStringConvertible {
  let name: String
  let kind: ModelFileError.Kind
  let words: [String]
  let image: GGUFImage

  init(
    _ name: String, _ kind: ModelFileError.Kind, _ words: String...,
    change: (inout GGUFImage) -> Void
  ) {
    self.name = name
    self.kind = kind
    self.words = words
    var image = GGUFImage.valid
    change(&image)
    self.image = image
  }

  var testDescription: String { name }
}

/// The inputs of ggml's test-gguf.cpp and of the published security reports on GGUF readers.
@Suite("GGUF files that must be refused")
struct GGUFHostileTests {
  @Test("is refused with what, where, expected and got", arguments: preamble + metadata)
  func header(_ hostile: HostileGGUF) { check(hostile) }

  @Test("is refused with what, where, expected and got", arguments: tensors + sizes)
  func tensor(_ hostile: HostileGGUF) { check(hostile) }

  private func check(_ hostile: HostileGGUF) {
    let error = thrownError(hostile.name) { () throws(ModelFileError) in
      _ = try GGUFHeader(parsing: hostile.image.bytes, path: "hostile.gguf")
    }
    #expect(error?.kind == hostile.kind)
    #expect(error?.offset != nil, "the place is named")
    for word in hostile.words {
      let text = error?.description ?? ""
      #expect(text.contains(word), "\(hostile.name): \(text)")
    }
  }

  @Test("the file that the others are made from is valid")
  func validBase() throws {
    let header = try GGUFHeader(parsing: GGUFImage.valid.bytes)
    #expect(header.tensors.map(\.entry.name) == ["a", "b"])
  }

  @Test("a file cut off at any byte throws, or lacks nothing but padding")
  func truncation() throws {
    for whole in [try ContainerFixtures.bytes("types.gguf"), GGUFImage.valid.bytes] {
      let header = try GGUFHeader(parsing: whole)
      let end = try #require(header.tensors.last.map { $0.offset + $0.entry.byteCount })
      for length in 0..<whole.count {
        do throws(ModelFileError) {
          let cut = try GGUFHeader(parsing: whole[..<length])
          #expect(length >= end, "cut at byte \(length)")
          #expect(cut.tensors == header.tensors)
          #expect(cut.metadata.entries == header.metadata.entries)
        } catch {
          #expect(length < end)
          #expect(error.kind == .truncated, "cut at byte \(length): \(error)")
        }
      }
    }
  }

  @Test("a hundred thousand keys and tensor names are checked for repetition in linear time")
  func manyNames() throws {
    var image = GGUFImage()
    image.entries = (0..<100_000).map { GGUFImage.uint32("key.\($0)", 1) }
    image.tensors = (0..<100_000).map { .init("t\($0)", [8], offset: UInt64($0 * 32)) }
    image.data = [UInt8](repeating: 0, count: 3_200_000)
    let bytes = image.bytes
    let clock = ContinuousClock()
    var count = 0
    let time = try clock.measure { count = try GGUFHeader(parsing: bytes).tensors.count }
    #expect(count == 100_000)
    // Comparing each with each takes minutes.
    #expect(time < .seconds(20))
  }
}
