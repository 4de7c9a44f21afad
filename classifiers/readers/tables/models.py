"""The formats of models of three dimensions."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

from classifiers.readers.format import Format

FORMATS = (
    Format("STEP, IFC", ("model/step",), "models.step", "read", "header, every string in every escape and encoding, comments, names, assembly, people, dates, approval, security and material as fields, dimensions, tolerances, radii, extents of all points (parts of an assembly where they were drawn), entity counts", "own"),
    Format("IGES", ("model/iges",), "models.iges", "read", "start and global sections, every string, dimensions, extents of points, lines and splines, entity counts; compressed: strings", "own"),
    Format("STL, text", ("model/stl",), "models.stl", "read_text", "names, every line that is no triangle, triangles, extents, volume", "own"),
    Format("STL, binary", ("model/stl-binary",), "models.stl", "read_binary", "header, triangles, extents, volume; attributes and coordinates searched for words", "own, numpy"),
    Format("OBJ", ("model/obj",), "models.mesh", "read_obj", "names, comments, every line that is no number, counts, extents", "own"),
    Format("PLY", ("model/ply",), "models.mesh", "read_ply", "header, comments, elements counted, extents; binary ones searched for words", "own, numpy"),
    Format("OFF", ("model/off",), "models.mesh", "read_off", "comments, counts, extents", "own"),
    Format("VRML", ("model/vrml",), "models.scene", "read_vrml", "everything but the numbers, node counts", "own"),
    Format("COLLADA, X3D, AMF", ("model/vnd.collada+xml", "model/x3d+xml", "model/amf"), "models.scene", "read_xml", "text, attributes, comments, properties, element counts, extents", "own, lxml"),
    Format("glTF", ("model/gltf+json",), "models.gltf", "read_gltf", "every key and string, properties, counts, extents, pictures; buffers searched for words", "own, json"),
    Format("GLB", ("model/gltf-binary",), "models.gltf", "read_glb", "as glTF, with its buffer", "own, json"),
    Format("3MF", ("model/3mf",), "models.package", "read_3mf", "all XML parts: text, attributes, metadata, counts, extents; pictures and files inside", "own, lxml"),
    Format("FreeCAD", ("application/x-fcstd",), "models.freecad", "read", "properties, sketches' constraints, spreadsheets, shapes counted and measured, lists of numbers decoded; pictures and files inside", "own, lxml"),
    Format("BREP (OpenCASCADE)", ("model/vnd.opencascade-brep",), "models.brep", "read", "counts, radii, extents, words", "own"),
    Format("ACIS, text (SAT)", ("model/vnd.acis-sat",), "models.kernel", "read_sat", "header, every string and word, record counts, extents of points", "own"),
    Format("ACIS, binary (SAB)", ("model/vnd.acis-sab",), "models.kernel", "read_sab", "header, every string, record counts, extents of points", "own"),
    Format("Parasolid, text", ("model/vnd.parasolid-xmt-text",), "models.kernel", "read_parasolid_text", "header, every word, names written as character numbers; the shape is not decoded", "own", "partial"),
    Format("Parasolid, binary", ("model/vnd.parasolid-xmt-binary",), "models.kernel", "read_parasolid_binary", "header, readable strings", "own", "partial"),
    Format("SolidWorks to 2014, Inventor, NX in OLE", ("application/vnd.solidworks", "application/vnd.autodesk.inventor", "application/vnd.nx.ole"), "models.storage", "read", "every property (cells of a title block as fields), preview, embedded documents, readable strings of every stream, packed ones too; the shape is not decoded", "olefile, own", "partial"),
    Format("SolidWorks since 2015", ("application/vnd.solidworks.package",), "models.solidworks", "read", "every stream unpacked: properties (cells of a title block as fields), preview, readable strings; the shape is not decoded", "own, lxml", "partial"),
    Format("JT", ("model/jt",), "models.jt", "read", "version, segments unpacked (zlib, LZMA) and counted, names of parts, readable strings; shapes are not decoded", "own", "partial"),
    Format("CATIA V5", ("model/vnd.catia-v5",), "models.vendor", "read_catia", "versions, linked files' names, preview, readable strings; the shape is not decoded", "own", "partial"),
    Format("Creo, Pro/ENGINEER", ("model/vnd.creo",), "models.vendor", "read_creo", "header, name, program, packed sections, thumbnail, readable strings; the shape is not decoded", "libarchive, own", "partial"),
    Format("NX", ("model/vnd.nx",), "models.vendor", "read_nx", "directory, packed streams, pictures, readable strings; the shape is not decoded", "own", "partial"),
    Format("Rhino", ("model/vnd.3dm",), "models.studio", "read_rhino", "version, tables counted, preview, readable strings, packed streams", "own", "partial"),
    Format("SketchUp", ("application/vnd.sketchup.skp",), "models.studio", "read_sketchup", "version, readable strings; since 2021 pictures and XML inside as parts", "own", "partial"),
    Format("Blender", ("application/x-blender",), "models.studio", "read_blender", "version, blocks counted, preview, readable strings", "own, Pillow", "partial"),
    Format("FBX, U3D, PRC", ("model/vnd.fbx", "model/u3d", "model/prc"), "models.studio", "read_payload_only", "readable strings, packed streams, pictures", "own", "partial"),
)  # fmt: skip
