import JSON
import Machine
import PlainText
import Testing
import _RecordedMachines

@testable import Audit

@Suite("JSON of an audit")
struct AuditJSONTests {
  @Test("has the keys that scripts rely on, and counts that agree with the checks")
  func keys() throws {
    let tree = try RecordedMachine(named: "small-vm")
    let report = Audit(of: MachineReader(root: tree.root).read(), for: .training).report()
    let json = report.json
    #expect(json["profile"]?.string == "training")
    #expect(json["passes"]?.bool == false)
    let checks = try #require(json["checks"]?.array)
    #expect(checks.count == report.checks.count)
    for check in checks {
      #expect(
        check.object?.keys == [
          "id", "title", "status", "found", "required", "requiredBy", "advice", "evidence",
        ])
    }
    for status in AuditCheck.Status.allCases {
      let count = checks.filter { $0["status"]?.string == status.rawValue }.count
      #expect(json["summary"]?[status.rawValue]?.integer == count)
    }
    #expect(json["machine"]?["memory"]?["totalBytes"]?.integer == 4_018_144 * 1024)
    #expect(json["machine"]?["storage"]?["disks"]?.array?.count == 1)
  }

  @Test("what is unknown is null, and never 0")
  func unknown() {
    var figures: [String] = []
    collect(MachineReport().json, "machine", &figures)
    // What was seen of a firewall is a list, empty where nothing was.
    #expect(figures == [])
  }

  private func collect(_ value: JSONValue, _ path: String, _ figures: inout [String]) {
    if let object = value.object {
      for member in object { collect(member.value, "\(path).\(member.key)", &figures) }
    } else if let array = value.array {
      for element in array { collect(element, path, &figures) }
    } else if !value.isNull {
      figures.append(path)
    }
  }

  @Test("the whole of a server is told and can be parsed again")
  func whole() throws {
    let tree = try RecordedMachine(named: "epyc-a100-server")
    let machine = MachineReader(root: tree.root, gpuLibrary: FakeGPULibrary.twoA100).read()
    let json = Audit(of: machine, for: .training).report().json
    #expect(try JSONValue(parsing: json.serialized) == json)
    let card = json["machine"]?["accelerators"]?["devices"]?.array?.first
    #expect(card?["computeCapability"]?.string == "8.0")
    #expect(card?["memoryBytes"]?.integer == 85_899_345_920)
    #expect(card?["watts"]?.isNull == true)
  }
}

@Suite("Figures of an audit")
struct NumberTextAuditTests {
  @Test("sizes name their units, and round up into the next")
  func sizes() {
    #expect(NumberText.memory(999) == "999 bytes")
    #expect(NumberText.memory(134_901_059_584) == "134.9 GB (125.6 GiB)")
    #expect(NumberText.disk(1_920_383_410_176) == "1.9 TB")
    #expect(NumberText.disk(999_999_999) == "1 GB")
    #expect(NumberText.memory(Int.max) == "9223.4 PB (8192 PiB)")
    #expect(NumberText.link(10_000_000_000) == "10 Gbit/s")
    #expect(NumberText.link(2_500_000_000) == "2.5 Gbit/s")
    #expect(NumberText.tenths(-0.5) == "-0.5")
    #expect(NameList.text(["a", "b", "c"], most: 2) == "a, b and 1 more")
  }
}
