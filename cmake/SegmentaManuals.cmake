# Manual pages and completion of shells, written by the program itself: target manuals. As a script, with PROGRAM and
# FOLDER set, it writes them; included, it adds the target and installs what it makes.

if(CMAKE_SCRIPT_MODE_FILE)
  execute_process(COMMAND ${PROGRAM} --help OUTPUT_VARIABLE help COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE "^.*\nCommands:\n" "" listed "${help}")
  string(REGEX MATCHALL "(^|\n)  [a-z]+" lines "${listed}")
  file(MAKE_DIRECTORY ${FOLDER}/man1 ${FOLDER}/bash ${FOLDER}/zsh ${FOLDER}/fish)
  execute_process(COMMAND ${PROGRAM} man OUTPUT_FILE ${FOLDER}/man1/segmenta.1 COMMAND_ERROR_IS_FATAL ANY)
  foreach(line ${lines})
    string(STRIP "${line}" command)
    if(NOT command STREQUAL "man")  # it describes the others
      execute_process(COMMAND ${PROGRAM} man ${command} OUTPUT_FILE ${FOLDER}/man1/segmenta-${command}.1
                      COMMAND_ERROR_IS_FATAL ANY)
    endif()
  endforeach()
  foreach(file bash/segmenta zsh/_segmenta fish/segmenta.fish)
    cmake_path(GET file PARENT_PATH shell)
    execute_process(COMMAND ${PROGRAM} completion ${shell} OUTPUT_FILE ${FOLDER}/${file} COMMAND_ERROR_IS_FATAL ANY)
  endforeach()
  return()
endif()

set(manuals ${PROJECT_BINARY_DIR}/manuals)
add_custom_command(
  OUTPUT ${manuals}/man1/segmenta.1
  COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:segmenta_cli> -DFOLDER=${manuals} -P ${CMAKE_CURRENT_LIST_FILE}
  DEPENDS segmenta_cli ${CMAKE_CURRENT_LIST_FILE} VERBATIM)
add_custom_target(manuals ALL DEPENDS ${manuals}/man1/segmenta.1)
# Where only the program was built, it is installed without them.
install(DIRECTORY ${manuals}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR} OPTIONAL)
install(FILES ${manuals}/bash/segmenta DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions OPTIONAL)
install(FILES ${manuals}/zsh/_segmenta DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions OPTIONAL)
install(FILES ${manuals}/fish/segmenta.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d OPTIONAL)
