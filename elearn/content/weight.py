"""What a course costs on a phone's data plan."""

from __future__ import annotations

from dataclasses import dataclass

from elearn.content.model import Course, Media

# Media kinds by the beginning of their type.
FILM, SOUND, PICTURE, CAPTIONS = "video/", "audio/", "image/", "text/vtt"


@dataclass(frozen=True, slots=True)
class CourseWeight:
    """Bytes that a phone fetches for the whole course: its texts, pictures of the usual width, sounds, and films with
    their captions. ``downloads`` are files that are fetched only on request; they are no part of the total.
    """

    text: int
    pictures: int
    sounds: int
    films: int
    downloads: int

    @property
    def total(self) -> int:
        return self.without_films + self.films

    @property
    def without_films(self) -> int:
        return self.text + self.pictures + self.sounds


def course_weight(course: Course) -> CourseWeight:
    """The weight of one version of a course."""
    return CourseWeight(
        text=course.text_size,
        pictures=_sum(course, PICTURE),
        sounds=_sum(course, SOUND),
        films=_sum(course, FILM, CAPTIONS),
        downloads=sum(medium.size for medium in course.media if _is_download(medium)),
    )


def _sum(course: Course, *kinds: str) -> int:
    return sum(medium.size for medium in course.media if medium.mime.startswith(kinds))


def _is_download(medium: Media) -> bool:
    return not medium.mime.startswith((FILM, SOUND, PICTURE, CAPTIONS))
