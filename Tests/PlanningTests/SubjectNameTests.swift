import Foundation
import ModelFiles
import ModelSpec
import Planning
import Sizing
import Testing

@Suite("Names of what is planned")
struct SubjectNameTests {
  @Test("a name that is nothing is refused with names that may have been meant")
  func unknown() throws {
    let error = #expect(throws: PlanningError.self) {
      try SubjectName("gemma2b", library: nil)
    }
    guard case .unknownModel("gemma2b", let similar)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(similar.contains("gemma-2b") && error?.isWrongRequest == false)
    #expect(throws: PlanningError.unknownModel("!!!", similar: [])) {
      try SubjectName("!!!", library: nil)
    }
  }

  @Test("a precision stands after the last @, unless a file has that name")
  func precisions() throws {
    let split = try SubjectName.split("gemma-2b@int8")
    #expect(split.name == "gemma-2b" && split.precision == .nominal(bits: 8))
    #expect(try SubjectName.split("gemma-2b").precision == nil)
    #expect(throws: PlanningError.unknownPrecision(of: "a@int5")) {
      try SubjectName.split("a@int5")
    }
    try TemporaryHome.with { folder in
      let file = folder.appending(path: "x@int8").path
      try Data("{}".utf8).write(to: URL(filePath: file))
      #expect(try SubjectName.split(file).name == file)
    }
  }

  @Test("a folder of one GGUF model stands for it, and one that is no model for the library's")
  func folders() throws {
    try TemporaryHome.with { home in
      let folder = home.appending(path: "one").path
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      #expect(LocalModel(folder, library: nil)?.path == folder)
      try Data().write(to: URL(filePath: "\(folder)/a.gguf"))
      #expect(LocalModel(folder, library: nil)?.path == "\(folder)/a.gguf")
      try Data().write(to: URL(filePath: "\(folder)/b.gguf"))
      #expect(LocalModel(folder, library: nil)?.path == folder)
      #expect(LocalModel("\(folder)/none", library: nil) == nil)
    }
  }
}
