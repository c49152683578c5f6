/// The devices with which an agent on this machine could sense and act; a known empty list is none.
public struct DeviceReport: Sendable, Hashable {
  /// Chips of general-purpose pins.
  public var gpioChips = Fact<[GPIOChip]>.unknown(from: "/sys/bus/gpio/devices, /sys/class/gpio")
  /// Sensors of the kernel's industrial input and output class, and on the 1-wire bus.
  public var sensors = Fact<[DeviceSensor]>.unknown(from: "/sys/bus/iio/devices")
  /// Video devices, cameras and processors of video alike.
  public var videoDevices = Fact<[VideoDevice]>.unknown(from: "/sys/class/video4linux")
  /// Adapters of the I2C bus.
  public var i2cBuses = Fact<[String]>.unknown(from: "/sys/bus/i2c/devices")
  /// Devices of the SPI bus that programs may use.
  public var spiDevices = Fact<[String]>.unknown(from: "/dev")
  /// Chips that make pulses for motors, servos and dimmers.
  public var pwmChips = Fact<[PWMChip]>.unknown(from: "/sys/class/pwm")
  /// Lights.
  public var leds = Fact<[String]>.unknown(from: "/sys/class/leds")
  /// Serial ports that have hardware.
  public var serialPorts = Fact<[String]>.unknown(from: "/sys/class/tty")
  /// Sound devices that record.
  public var soundInputs = Fact<[String]>.unknown(from: "/proc/asound/pcm")

  /// Devices of which nothing is known.
  public init() {}
}

/// A chip of general-purpose pins.
public struct GPIOChip: Sendable, Hashable {
  /// The kernel's name, such as `gpiochip0`.
  public var name: String
  /// The driver's label, such as `pinctrl-rp1`; unknown if `nil`.
  public var label: String?
  /// The number of pins; unknown if `nil`.
  public var lines: Int?

  /// A chip.
  public init(name: String, label: String? = nil, lines: Int? = nil) {
    (self.name, self.label, self.lines) = (name, label, lines)
  }
}

/// A sensor that programs can read.
public struct DeviceSensor: Sendable, Hashable {
  /// The kernel's name, such as `iio:device0`.
  public var device: String
  /// The chip's name, such as `bme280`; unknown if `nil`.
  public var name: String?
  /// Quantities that it measures, such as `temp`, `humidityrelative`, `distance`.
  public var channels: [String]

  /// A sensor with channels.
  public init(device: String, name: String? = nil, channels: [String]) {
    (self.device, self.name, self.channels) = (device, name, channels)
  }
}

/// A video device.
public struct VideoDevice: Sendable, Hashable {
  /// The kernel's name, such as `video0`.
  public var device: String
  /// Name that the driver gives it.
  public var name: String
  /// Tells whether it only converts video, as codecs do, and sees nothing.
  public var isProcessor: Bool

  /// A video device.
  public init(device: String, name: String, isProcessor: Bool) {
    (self.device, self.name, self.isProcessor) = (device, name, isProcessor)
  }
}

/// A chip that makes pulses.
public struct PWMChip: Sendable, Hashable {
  /// The kernel's name, such as `pwmchip0`.
  public var name: String
  /// The number of its outputs; unknown if `nil`.
  public var outputs: Int?

  /// A chip.
  public init(name: String, outputs: Int? = nil) { (self.name, self.outputs) = (name, outputs) }
}
