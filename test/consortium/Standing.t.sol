// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {IConsortiumRegistry} from "../../contracts/consortium/IConsortiumRegistry.sol";
import {Signing} from "./Signing.sol";

/// @notice Suspension by vote, reinstatement, expulsion, capabilities.
contract StandingTest is Signing {
    function setUp() public {
        found(4, 1);
    }

    function test_suspendsAnActiveMember() public {
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.OrganisationSuspended(org(2), REASON);
        expectEntry(IConsortiumRegistry.OrganisationSuspended.selector, abi.encode(org(2), REASON));
        _suspend(2);
        assertStatus(2, IConsortiumRegistry.Status.Suspended, "status");
        assertEq(registry.organisationOf(org(2)).suspendedAt, timeNow(), "suspended at");
        assertEq(registry.memberCount(), 3, "members");
        assertEq(registry.standingChangedAt(), timeNow(), "standing changed at");
        assertFalse(registry.isInGoodStanding(org(2)), "good standing");
        _assertBits(0x1a, 0x1a);
    }

    function test_confirmsAnEmergencySuspension() public {
        emergencySuspend(2, 1);
        _assertBits(0x1e, 0x1c);
        _suspend(1);
        _assertBits(0x1c, 0x1c);
        assertEq(registry.memberCount(), 3, "members");
        vm.warp(OPENING + EMERGENCY_PERIOD);
        assertStatus(1, IConsortiumRegistry.Status.Suspended, "status once the emergency has lapsed");
        _assertBits(0x1c, 0x1c);
        assertEq(registry.standingChangedAt(), OPENING, "a confirmed suspension does not lapse");
    }

    function test_reinstatesASuspendedMember() public {
        _suspend(2);
        skipSeconds(100);
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.OrganisationReinstated(org(2));
        expectEntry(IConsortiumRegistry.OrganisationReinstated.selector, abi.encode(org(2)));
        _reinstate(2);
        assertStatus(2, IConsortiumRegistry.Status.Active, "status");
        assertEq(registry.organisationOf(org(2)).suspendedAt, 0, "suspended at");
        assertEq(registry.memberCount(), 4, "members");
        assertEq(registry.standingChangedAt(), timeNow(), "standing changed at");
        assertTrue(registry.isInGoodStanding(org(2)), "good standing");
        _assertBits(0x1e, 0x1e);
    }

    function test_liftsAnEmergencySuspension() public {
        emergencySuspend(2, 1);
        skipSeconds(100);
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.OrganisationReinstated(org(1));
        expectEntry(IConsortiumRegistry.OrganisationReinstated.selector, abi.encode(org(1)));
        _reinstate(1);
        assertStatus(1, IConsortiumRegistry.Status.Active, "status");
        assertEq(registry.emergencyUntil(org(1)), timeNow(), "end of the emergency");
        assertEq(registry.standingChangedAt(), timeNow(), "standing changed at");
        assertEq(registry.memberCount(), 4, "members");
        _assertBits(0x1e, 0x1e);
    }

    function test_aConfirmedSuspensionLiftedBeforeTheEmergencyWouldHaveLapsedIsOver() public {
        emergencySuspend(2, 1);
        _suspend(1);
        skipSeconds(1);
        _reinstate(1);
        assertStatus(1, IConsortiumRegistry.Status.Active, "status");
        _assertBits(0x1e, 0x1e);
    }

    function test_expelsAnActiveMember() public {
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.OrganisationExpelled(org(3), REASON);
        expectEntry(IConsortiumRegistry.OrganisationExpelled.selector, abi.encode(org(3), REASON));
        _expel(3);
        assertStatus(3, IConsortiumRegistry.Status.Expelled, "status");
        assertEq(registry.organisationOf(org(3)).expelledAt, timeNow(), "expelled at");
        assertEq(registry.memberCount(), 3, "members");
        assertEq(registry.organisationCount(), 4, "organisations");
        assertEq(registry.standingChangedAt(), timeNow(), "standing changed at");
        _assertBits(0x16, 0x16);
    }

    function test_expelsASuspendedMemberWithoutCountingItTwice() public {
        _suspend(3);
        skipSeconds(100);
        _expel(3);
        assertStatus(3, IConsortiumRegistry.Status.Expelled, "status");
        assertEq(registry.memberCount(), 3, "members");
        assertEq(registry.standingChangedAt(), OPENING, "standing was lost before");
    }

    function test_expelsAMemberUnderEmergency() public {
        emergencySuspend(2, 1);
        _expel(1);
        vm.warp(OPENING + EMERGENCY_PERIOD);
        assertStatus(1, IConsortiumRegistry.Status.Expelled, "status");
        assertEq(registry.memberCount(), 3, "members");
        _assertBits(0x1c, 0x1c);
    }

    function test_revertsWhenTheStatusDoesNotAllowTheStep() public {
        _expectWrongStatus(2, IConsortiumRegistry.Status.Active);
        _reinstate(2);
        _suspend(2);
        _expectWrongStatus(2, IConsortiumRegistry.Status.Suspended);
        _suspend(2);
        _expel(2);
        _expectWrongStatus(2, IConsortiumRegistry.Status.Expelled);
        _suspend(2);
        _expectWrongStatus(2, IConsortiumRegistry.Status.Expelled);
        _reinstate(2);
        _expectWrongStatus(2, IConsortiumRegistry.Status.Expelled);
        _expel(2);
        _expectWrongStatus(2, IConsortiumRegistry.Status.Expelled);
        vm.prank(address(timelock));
        registry.setCapabilities(org(2), 1);
    }

    function testFuzz_revertsWhenTheOrganisationIsUnknown(uint32 number) public {
        vm.assume(number == 0 || number > 4);
        bytes memory unknown = abi.encodeWithSelector(
            IConsortiumRegistry.Registry_UnknownOrganisation.selector,
            org(number)
        );
        expectError(unknown);
        _suspend(number);
        expectError(unknown);
        _reinstate(number);
        expectError(unknown);
        _expel(number);
        expectError(unknown);
        vm.prank(address(timelock));
        registry.setCapabilities(org(number), 1);
        IConsortiumRegistry.Endorsement[] memory list = endorsements(1, 2, org(number));
        expectError(unknown);
        registry.emergencySuspend(org(number), REASON, timeNow(), list);
        assertStatus(number, IConsortiumRegistry.Status.None, "status");
        assertFalse(registry.isInGoodStanding(org(number)), "good standing");
    }

    function test_revertsWhenTheLastMemberWouldGo() public {
        _suspend(1);
        _expel(2);
        _suspend(3);
        bytes memory last = abi.encodeWithSelector(IConsortiumRegistry.Registry_LastMember.selector, org(4));
        expectError(last);
        _suspend(4);
        expectError(last);
        _expel(4);
        _expel(1);
        _reinstate(3);
        _suspend(4);
        assertEq(registry.memberCount(), 1, "members");
    }

    function test_aMemberMayBeSuspendedAfterItsEmergencyLapsed() public {
        emergencySuspend(2, 1);
        vm.warp(registry.emergencyUntil(org(1)));
        _expectWrongStatus(1, IConsortiumRegistry.Status.Active);
        _reinstate(1);
        _suspend(1);
        _assertBits(0x1c, 0x1c);
    }

    function test_setsCapabilities() public {
        uint16 previous = registry.capabilitiesOf(org(2));
        bytes memory arguments = abi.encode(org(2), Capabilities.AUDITOR, previous);
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.CapabilitiesChanged(org(2), Capabilities.AUDITOR, previous);
        expectEntry(IConsortiumRegistry.CapabilitiesChanged.selector, arguments);
        vm.prank(address(timelock));
        registry.setCapabilities(org(2), Capabilities.AUDITOR);
        assertEq(registry.capabilitiesOf(org(2)), Capabilities.AUDITOR, "capabilities");
    }

    function testFuzz_revertsWhenCapabilitiesAreUnknown(uint16 capabilities) public {
        if (capabilities == 0 || capabilities > Capabilities.ALL) {
            expectError(
                abi.encodeWithSelector(IConsortiumRegistry.Registry_BadCapabilities.selector, capabilities)
            );
        }
        vm.prank(address(timelock));
        registry.setCapabilities(org(2), capabilities);
    }

    function testFuzz_revertsWhenCallerIsNotTheTimelock(address caller) public {
        vm.assume(caller != address(timelock));
        bytes memory refused = abi.encodeWithSelector(
            IConsortiumRegistry.Registry_OnlyTimelock.selector,
            caller,
            address(timelock)
        );
        expectError(refused);
        vm.prank(caller);
        registry.suspend(org(1), REASON);
        expectError(refused);
        vm.prank(caller);
        registry.reinstate(org(1));
        expectError(refused);
        vm.prank(caller);
        registry.expel(org(1), REASON);
        expectError(refused);
        vm.prank(caller);
        registry.setCapabilities(org(1), 1);
        expectError(refused);
        vm.prank(caller);
        registry.admit(application("newcomer"));
    }

    function test_bitmapsSpanWords() public {
        for (uint256 i = 5; i <= 257; ++i) admitted(string.concat("admin ", Strings.toString(i)));
        _suspend(256);
        (uint256 members, uint256 standing) = registry.standingBitmap(1);
        assertEq(members, 2, "members of the second word");
        assertEq(standing, 2, "standing in the second word");
        (members, standing) = registry.standingBitmap(0);
        assertEq(members, type(uint256).max - 1, "members of the first word");
        assertEq(registry.memberCount(), 256, "members");
        _suspend(1);
        emergencySuspend(2, 257);
        (members, standing) = registry.standingBitmap(1);
        assertEq(members, 2, "members while an emergency runs");
        assertEq(standing, 0, "standing while an emergency runs");
        (members, standing) = registry.standingBitmap(0);
        assertEq(members, type(uint256).max - 3, "members of the other word while an emergency runs");
        assertEq(standing, type(uint256).max - 3, "standing in the other word while an emergency runs");
    }

    function _suspend(uint256 organisation) private {
        vm.prank(address(timelock));
        registry.suspend(org(organisation), REASON);
    }

    function _reinstate(uint256 organisation) private {
        vm.prank(address(timelock));
        registry.reinstate(org(organisation));
    }

    function _expel(uint256 organisation) private {
        vm.prank(address(timelock));
        registry.expel(org(organisation), REASON);
    }

    function _expectWrongStatus(uint256 organisation, IConsortiumRegistry.Status status) private {
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_WrongStatus.selector,
                org(organisation),
                status
            )
        );
    }

    function _assertBits(uint256 members, uint256 standing) private view {
        (uint256 actualMembers, uint256 actualStanding) = registry.standingBitmap(0);
        assertEq(actualMembers, members, "member bits");
        assertEq(actualStanding, standing, "standing bits");
    }
}
