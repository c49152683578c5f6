#pragma once

/// Holds this process, and all that it starts, on the first `count` processors that it may use, and
/// writes their numbers into `chosen`. Returns how many there are; 0 where the system refuses or
/// has no such call.
int pin_to_first_processors(int count, int *chosen);
