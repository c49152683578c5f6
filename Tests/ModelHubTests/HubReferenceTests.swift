import ModelFiles
import Testing

@testable import ModelHub

@Suite struct HubReferenceTests {
  @Test("a reference has a repository, a file and a revision")
  func parts() throws {
    let full = try HubReference("owner/repo:dir/m-Q4_0.gguf@refs/pr/2")
    #expect(full.repository == "owner/repo")
    #expect(full.file == "dir/m-Q4_0.gguf")
    #expect(full.revision == "refs/pr/2")
    #expect(full.libraryName == "owner/repo@refs--pr--2")
    let bare = try HubReference("owner/repo.name-1_x")
    #expect(bare.repository == "owner/repo.name-1_x")
    #expect(bare.file == nil && bare.revision == nil)
    #expect(try HubReference("owner/repo@v1").revision == "v1")
  }

  @Test("the name of a pulled file opens it from the library")
  func libraryName() throws {
    let reference = try HubReference("owner/repo:m.gguf@v1")
    #expect(
      throws: ModelLibraryError.unknownModel(
        "owner/repo:m.gguf@v1", root: "/nonexistent", similar: [])
    ) {
      try ModelLibrary(root: "/nonexistent").resolve("owner/repo:m.gguf@v1")
    }
    #expect(try ModelName(reference.libraryName).description == "owner/repo@v1")
  }

  @Test(
    "what is no reference is refused with the form that is expected",
    arguments: [
      "repo", "a/b/c", "/repo", "owner/", "../repo", "owner/..", "o w/r", "owner/repo:",
      "owner/repo:../x", "owner/repo:/x", "owner/repo@", "owner/repo@v1:m.gguf", "owner/repo@../x",
      "o/r\n", "-o/r", "https://h/o/r",
    ])
  func refused(text: String) {
    let error = #expect(throws: HubError.self) { try HubReference(text) }
    #expect(error?.description.contains("OWNER/REPO") == true)
  }

  @Test("an unknown short name is answered with the known ones")
  func unknownName() async throws {
    try await Workplace.with { place in
      let puller = place.puller(HubConfiguration(isOffline: true))
      let error = await #expect(throws: HubError.self) { try await puller.pull("smollm") }
      #expect(error == .unknownName("smollm", similar: ["smollm2-135m-instruct"]))
    }
  }
}
