/// Memory of a device that this program cannot look into; what it is only the device knows.
public protocol DeviceMemory: AnyObject, Sendable {}
