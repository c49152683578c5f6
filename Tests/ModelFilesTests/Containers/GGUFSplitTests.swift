import ModelFiles
import Testing

@Suite("Split GGUF files that are not whole")
struct GGUFSplitTests {
  /// A part with one tensor.
  private func part(
    _ number: UInt16, of count: UInt16, tensor: String, total: UInt32? = nil
  ) -> [UInt8] {
    var image = GGUFImage()
    image.entries = [GGUFImage.uint16("split.no", number), GGUFImage.uint16("split.count", count)]
    if let total { image.entries.append(GGUFImage.uint32("split.tensors.count", total)) }
    image.tensors = [.init(tensor, [8])]
    image.data = [UInt8](repeating: 0, count: 32)
    return image.bytes
  }

  private func error(opening parts: [String: [UInt8]], first: String) throws -> ModelFileError? {
    let folder = try TemporaryFolder()
    for (name, bytes) in parts { try folder.write(bytes, to: name) }
    return thrownError { () throws(ModelFileError) in _ = try GGUFFile(opening: folder(first)) }
  }

  @Test("a missing part is named")
  func missingPart() throws {
    let error = try error(
      opening: ["m-00001-of-00002.gguf": part(0, of: 2, tensor: "a")],
      first: "m-00001-of-00002.gguf")
    #expect(error?.kind == .missing)
    #expect(error?.description.contains("part 2 of 2") == true)
    #expect(error?.expected?.hasSuffix("m-00002-of-00002.gguf") == true)
  }

  @Test("a later part is refused with the name of the first")
  func laterPart() throws {
    let error = try error(
      opening: ["m-00002-of-00002.gguf": part(1, of: 2, tensor: "b")],
      first: "m-00002-of-00002.gguf")
    #expect(error?.kind == .unsupported)
    #expect(error?.description.contains("-00001-of-00002.gguf") == true)
  }

  @Test("a first part with another name is refused with the pattern that it should have")
  func renamed() throws {
    let error = try error(
      opening: ["model.gguf": part(0, of: 2, tensor: "a")], first: "model.gguf")
    #expect(error?.description.contains("-00001-of-00002.gguf") == true)
  }

  @Test("a part that is not the one that its name says is refused")
  func exchanged() throws {
    let error = try error(
      opening: [
        "m-00001-of-00002.gguf": part(0, of: 2, tensor: "a"),
        "m-00002-of-00002.gguf": part(1, of: 3, tensor: "b"),
      ], first: "m-00001-of-00002.gguf")
    #expect(error?.description.contains("split.no 1, split.count 3") == true)
  }

  @Test("parts with fewer tensors than announced are refused with both numbers")
  func tensorCount() throws {
    let error = try error(
      opening: [
        "m-00001-of-00002.gguf": part(0, of: 2, tensor: "a", total: 7),
        "m-00002-of-00002.gguf": part(1, of: 2, tensor: "b"),
      ], first: "m-00001-of-00002.gguf")
    #expect(error?.expected == "split.tensors.count 7")
    #expect(error?.got == "2 in 2 parts")
  }

  @Test("a tensor that is in two parts is refused by name")
  func duplicate() throws {
    let error = try error(
      opening: [
        "m-00001-of-00002.gguf": part(0, of: 2, tensor: "a"),
        "m-00002-of-00002.gguf": part(1, of: 2, tensor: "a"),
      ], first: "m-00001-of-00002.gguf")
    #expect(error?.description.contains("'a' is in an earlier part too") == true)
  }

  @Test("a part that is damaged says what is wrong with it, not that it is missing")
  func damaged() throws {
    let error = try error(
      opening: [
        "m-00001-of-00002.gguf": part(0, of: 2, tensor: "a"),
        "m-00002-of-00002.gguf": Array(part(1, of: 2, tensor: "b").dropLast()),
      ], first: "m-00001-of-00002.gguf")
    #expect(error?.kind == .truncated)
    #expect(error?.path.hasSuffix("m-00002-of-00002.gguf") == true)
  }
}
