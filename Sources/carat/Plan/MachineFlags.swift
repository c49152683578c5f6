import ArgumentParser
import Machine
import Planning
import Sizing

/// The flags for the machines that a plan is held against.
struct MachineFlags: ParsableArguments {
  @Option(
    name: .customLong("on"),
    help: ArgumentHelp(
      """
      An accelerator, or several of one kind, such as h100x8 or rtx4090; 'this-machine' is this \
      one, and a size such as 16GB or 16GBx4 any device of that memory. Repeatable.
      """, valueName: "name"))
  var on: [String] = []

  @Option(help: ArgumentHelp("Accelerators of your own, a JSON file.", valueName: "file"))
  var accelerators: String?

  @Flag(help: "List the accelerators that are known, and end.") var listAccelerators = false

  /// The built-in table with the user's rows.
  func table() throws -> AcceleratorTable {
    guard let accelerators else { return .builtIn }
    return try AcceleratorTable(adding: try TextInput.bytes(of: accelerators), named: accelerators)
  }

  func selections(_ table: AcceleratorTable, calibration: Calibration?) throws
    -> [AcceleratorSelection]
  {
    try on.map { name in
      let device = DeviceName(name)
      do {
        return try device.selection(
          in: table, memoryBytes: AvailableMemory.bytes(), calibration: calibration)
      } catch {
        guard case .listed = device else { throw error }
        throw WrongArguments("--on: \(error)")
      }
    }
  }
}
