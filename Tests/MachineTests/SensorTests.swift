import Machine
import Testing
import _RecordedMachines

@Suite("Sensors that measure nothing")
struct SensorTests {
  private func sensors(_ files: [String: String]) throws -> SensorReport {
    let tree = try RecordedMachine(
      files.reduce(into: [:]) { $0["sys/class/hwmon/hwmon0/" + $1.key] = $1.value + "\n" })
    return MachineReader(root: tree.root).read().sensors
  }

  @Test("a sensor that says that it is faulty is not read; one that says that it is not, is")
  func faults() throws {
    let files = [
      "name": "nct6775", "temp1_input": "38000", "temp1_fault": "0", "temp2_input": "90000",
      "temp2_fault": "1", "fan1_input": "900", "fan1_fault": "1", "fan2_input": "800",
    ]
    let report = try sensors(files)
    #expect(report.temperatures.value?.map(\.name) == ["nct6775 temp1"])
    #expect(report.fans.value?.map(\.turnsPerMinute) == [800])
  }

  @Test(
    "the ends of registers, and what no chip survives, are no temperatures",
    arguments: [
      "127000", "127500", "127937", "128000", "-128000", "255000", "-273150", "-40001", "-99000",
      "65261850",
      "9223372036854775807",
    ])
  func saturated(text: String) throws {
    #expect(try sensors(["temp1_input": text]).temperatures.value == nil)
    #expect(try sensors(["temp1_input": "126000"]).temperatures.value?.count == 1)
    #expect(try sensors(["temp1_input": "-40000"]).temperatures.value?.count == 1)
  }

  @Test("an alarm of a chip itself is read, whatever its temperature is")
  func alarms() throws {
    for (file, text, raises) in [
      ("crit_alarm", "1", true), ("emergency_alarm", "1", true), ("crit_alarm", "0", false),
      ("emergency_alarm", "0", false),
    ] {
      let report = try sensors(["temp1_input": "45000", "temp1_\(file)": text])
      #expect(report.temperatures.value?.map(\.raisesAlarm) == [raises])
    }
  }

  @Test(
    "limits that nobody has set are none",
    arguments: ["0", "-128000", "127000", "255000", "65261850", "1000", "\(Int.min)"])
  func limits(text: String) throws {
    let report = try sensors(["temp1_input": "45000", "temp1_max": text, "temp1_crit": text])
    #expect(report.temperatures.value?.first?.maximumCelsius == nil)
    #expect(report.temperatures.value?.first?.criticalCelsius == nil)
  }

  @Test(
    "no fan turns as often as a register without pulses shows", arguments: ["65535", "1350000"])
  func fans(text: String) throws {
    #expect(try sensors(["fan1_input": text]).fans.value == nil)
    #expect(try sensors(["fan1_input": "28000"]).fans.value?.count == 1)
  }
}
