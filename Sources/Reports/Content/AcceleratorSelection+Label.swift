package import Sizing

extension AcceleratorSelection {
  /// The name on the command line and how many, such as `rtx4090 x 8`.
  package var label: String { count > 1 ? "\(accelerator.name) x \(count)" : accelerator.name }
}
