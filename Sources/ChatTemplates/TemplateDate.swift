/// The calendar date and time of day that `strftime_now` prints; the caller reads the clock.
public struct TemplateDate: Sendable, Hashable {
  /// The year of the Gregorian calendar.
  public var year: Int
  /// 1 to 12.
  public var month: Int
  /// 1 to 31.
  public var day: Int
  /// 0 to 23.
  public var hour: Int
  /// 0 to 59.
  public var minute: Int
  /// 0 to 60.
  public var second: Int

  /// A date and, where it matters, a time of day.
  public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    self.year = min(max(year, 1), 9999)
    self.month = min(max(month, 1), 12)
    self.day = min(max(day, 1), 31)
    self.hour = min(max(hour, 0), 23)
    self.minute = min(max(minute, 0), 59)
    self.second = min(max(second, 0), 60)
  }

  /// The UTC date of a number of seconds since 1970-01-01.
  public init(secondsSince1970 seconds: Int) {
    let days = seconds.flooredDivision(by: 86_400)
    let rest = seconds - days * 86_400
    // Civil date from a day count, with years that start in March so that the leap day comes last.
    let shifted = min(max(days, -700_000), 2_900_000) + 719_468
    let era = shifted.flooredDivision(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    self.init(
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: dayOfYear - (153 * marchMonth + 2) / 5 + 1,
      hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60)
  }

  /// Monday is 0.
  var weekday: Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let monthTerm = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1]
    let sunday0 =
      shiftedYear + shiftedYear / 4 - shiftedYear / 100 + shiftedYear / 400 + monthTerm + day
    return (sunday0 + 6) % 7
  }

  var dayOfYear: Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1]
    return before + day + (isLeap && month > 2 ? 1 : 0)
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  private static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  /// The text of one conversion of C's `strftime` in the C locale, or nil for a letter without
  /// meaning here.
  ///
  /// - Parameter flag: `-` leaves out padding, as in `%-d`.
  func formatted(_ letter: Unicode.Scalar, flag: Unicode.Scalar?) -> String? {
    func padded(_ value: Int, _ width: Int = 2, with pad: String = "0") -> String {
      let digits = String(value)
      if flag == "-" { return digits }
      return String(repeating: pad, count: max(0, width - digits.count)) + digits
    }
    let hour12 = hour % 12 == 0 ? 12 : hour % 12
    switch letter {
    case "Y": return String(year)
    case "C": return padded(year / 100)
    case "y": return padded(year % 100)
    case "m": return padded(month)
    case "d": return padded(day)
    case "e": return padded(day, with: " ")
    case "B": return Self.months[month - 1]
    case "b", "h": return String(Self.months[month - 1].prefix(3))
    case "A": return Self.weekdays[weekday]
    case "a": return String(Self.weekdays[weekday].prefix(3))
    case "u": return String(weekday + 1)
    case "w": return String((weekday + 1) % 7)
    case "j": return padded(dayOfYear, 3)
    case "H": return padded(hour)
    case "k": return padded(hour, with: " ")
    case "I": return padded(hour12)
    case "l": return padded(hour12, with: " ")
    case "M": return padded(minute)
    case "S": return padded(second)
    case "f": return "000000"
    case "p": return hour < 12 ? "AM" : "PM"
    case "P": return hour < 12 ? "am" : "pm"
    case "F": return "\(padded(year, 4))-\(padded(month))-\(padded(day))"
    case "D", "x": return "\(padded(month))/\(padded(day))/\(padded(year % 100))"
    case "T", "X": return "\(padded(hour)):\(padded(minute)):\(padded(second))"
    case "R": return "\(padded(hour)):\(padded(minute))"
    case "n": return "\n"
    case "t": return "\t"
    case "%": return "%"
    case "Z", "z": return ""
    default: return nil
    }
  }
}

extension Int {
  /// The quotient rounded towards minus infinity, as Python's `//`; the divisor is not zero.
  func flooredDivision(by divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder != 0 && (remainder < 0) != (divisor < 0) ? quotient - 1 : quotient
  }
}
