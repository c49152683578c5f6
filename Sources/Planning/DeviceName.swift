package import Sizing

/// The meaning of the name of a machine to plan for.
package enum DeviceName {
  /// The machine that plans are made on.
  case thisMachine
  /// Devices of which only the memory is known.
  case memory(MemorySize)
  /// A row of the table, and how many of it.
  case listed(String)

  /// Takes a name apart, such as `this-machine`, `16GBx4` or `rtx4090x7`.
  package init(_ name: String) {
    if name.lowercased() == Accelerator.thisMachineName {
      self = .thisMachine
    } else if let memory = MemorySize(name) {
      self = .memory(memory)
    } else {
      self = .listed(name)
    }
  }

  /// The accelerators of that name.
  ///
  /// - Parameters:
  ///   - table: The rows that names are looked up in.
  ///   - memoryBytes: Memory of this machine, or `nil` where it is not known.
  ///   - calibration: What was timed on this machine.
  /// - Throws: `AcceleratorError` for a name or a number that is none, `PlanningError` where this
  ///   machine's memory is not known.
  package func selection(
    in table: AcceleratorTable, memoryBytes: Int?, calibration: Calibration?
  ) throws -> AcceleratorSelection {
    switch self {
    case .thisMachine:
      try ThisMachine.selection(memoryBytes: memoryBytes, calibration: calibration)
    case .memory(let memory): try memory.selection
    case .listed(let name): try table.selection(name)
    }
  }
}
