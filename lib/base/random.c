/* SPDX-License-Identifier: ISC */
#include "base/random.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int
read_all(int fd, char *p, size_t n)
{
	ssize_t got;

	while (n > 0) {
		got = read(fd, p, n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			errno = EIO;
		if (got <= 0)
			return -1;
		p += got;
		n -= (size_t)got;
	}
	return 0;
}

/* POSIX.1-2008 has no call for this, but every system has the device. */
int
random_fill(void *p, size_t n, struct err *e)
{
	static const char device[] = "/dev/urandom";
	int fd = open(device, O_RDONLY | O_CLOEXEC), result = 0;

	if (fd < 0)
		return err_sys(e, STATUS_OSERR, "%s", device);
	if (read_all(fd, p, n) < 0)
		result = err_sys(e, STATUS_OSERR, "%s", device);
	close(fd);
	return result;
}
