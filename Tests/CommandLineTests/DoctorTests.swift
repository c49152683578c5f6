import Foundation
import Testing

@Suite("carat doctor")
struct DoctorTests {
  private func tree(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "MachineTests/Fixtures/\(name)").path
  }

  @Test("a machine that fails a check ends with 3, and its JSON says which")
  func fails() throws {
    let result = try CaratProcess.run(
      "doctor", "--profile", "training", "--root", tree("small-vm"), "--json")
    #expect(result.status == 3)
    #expect(result.errors.isEmpty)
    let json = try result.json
    #expect(json["profile"] as? String == "training")
    let checks = try #require(json["checks"] as? [[String: Any]])
    let failed = checks.filter { $0["status"] as? String == "fail" }
      .compactMap { $0["id"] as? String }
    #expect(failed == ["cores", "accelerators", "memory", "ssd", "hdd", "firewall"])
    for check in checks {
      for key in ["id", "status", "found", "required", "advice", "evidence"] {
        #expect(check[key] != nil, "\(key) of \(check)")
      }
    }
  }

  @Test("a machine that is fit ends with 0, and warnings come before what passed")
  func passes() throws {
    let result = try CaratProcess.run(
      "doctor", "--profile", "edge", "--root", tree("raspberry-pi-5"))
    #expect(result.status == 0)
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines.first?.hasPrefix("Fit for edge? Yes: 0 failed") == true)
    let warned = try #require(lines.firstIndex { $0.hasPrefix("  ! firewall") })
    let passed = try #require(lines.firstIndex { $0.hasPrefix("  ✓ board") })
    #expect(warned < passed)
    #expect(lines[passed].contains("Raspberry Pi 5 Model B Rev 1.0"))
    #expect(!result.output.contains("\u{1B}"))
  }

  @Test("what fails is told with what to do about it")
  func advises() throws {
    let result = try CaratProcess.run(
      "doctor", "--root", tree("small-vm"), "--model-bytes", "100000000000")
    #expect(result.status == 3)
    #expect(result.output.contains("  ✗ free memory"))
    #expect(result.output.contains("required: room for the model, 100 GB (93.1 GiB)"))
    #expect(result.output.contains("advice: close other programs"))
  }

  @Test(
    "a model's size is named where the profile does not ask for it",
    arguments: [("training", true), ("inference", false), ("edge", false)])
  func modelBytes(profile: String, isIdle: Bool) throws {
    let result = try CaratProcess.run(
      "doctor", "--root", tree("small-vm"), "--model-bytes", "1000", "--profile", profile)
    #expect(result.errors.contains("--model-bytes has no effect") == isIdle)
  }

  @Test(
    "a tree that tells nothing is not fit for anything, and ends with 3",
    arguments: ["training", "inference", "edge"])
  func emptyTree(profile: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "doctor-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = try CaratProcess.run("doctor", "--profile", profile, "--root", folder.path)
    #expect(text.status == 3)
    #expect(text.output.hasPrefix("Fit for \(profile)? Not known: 0 failed"))
    let json = try CaratProcess.run(
      "doctor", "--profile", profile, "--root", folder.path, "--json")
    #expect(json.status == 3)
    #expect(try json.json["passes"] as? Bool == false)
    #expect(try json.json["verdict"] as? String == "unknown")
  }

  @Test("releases are judged as of the day that is given")
  func date() throws {
    func check(_ day: String) throws -> String? {
      let result = try CaratProcess.run(
        "doctor", "--profile", "edge", "--root", tree("raspberry-pi-5"), "--date", day, "--json")
      let checks = try #require(try result.json["checks"] as? [[String: Any]])
      return checks.first { $0["id"] as? String == "operatingSystem" }?["status"] as? String
    }
    #expect(try check("2028-06-30") == "pass")
    #expect(try check("2028-07-01") == "warn")
    let wrong = try CaratProcess.run("doctor", "--date", "2028-02-30")
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("--date must be a day such as"))
    let idle = try CaratProcess.run("doctor", "--ups-port", "4000", "--root", tree("small-vm"))
    #expect(idle.status == 2)
  }

  @Test("help and usage fit in 100 columns")
  func help() throws {
    let result = try CaratProcess.run("doctor", "--help")
    #expect(result.status == 0)
    #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test("this machine is read without a word on standard error")
  func thisMachine() throws {
    let result = try CaratProcess.run("doctor", "--json")
    #expect(result.status == 0 || result.status == 3)
    #expect(result.errors.isEmpty)
    #expect(try result.json["profile"] as? String == "inference")
  }
}
